"""Ready questions for election day, with where each comes from and which obligations it evidences. No Django.

`forms/*.json` hold them by form and part. The words are our own; `provenance` names the published forms, laws
and handbooks in which the same thing is asked:

    PL   forms A, B and C for Poland, October 2023, as loaded in Monitorizare Vot
    BG   report form of a Bulgarian observers' group (GISDI)
    HT   compilation of observers' reports from Haiti
    ACE  ACE electoral knowledge network, chapters on election day, counting and reconciling
    NDI  "The Quick Count and Election Observation"
    KZ   Constitutional Act on Elections of Kazakhstan
    RU   lines of Russian protocols of results
    SEC  observers' checklist on security officials, Nigeria 2011
    GK   common practice of observer missions; no single source was checked

`reference` says where in it, as far as known.
"""

from observer.checklists.bank.entries import (
    PROVENANCES,
    BankForm,
    BankIdentity,
    BankPart,
    BankQuestion,
    bank,
    found,
)

__all__ = ["PROVENANCES", "BankForm", "BankIdentity", "BankPart", "BankQuestion", "bank", "found"]
