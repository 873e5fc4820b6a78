"""Who gets what at which address: one line for every address, every asker a column.

A letter says what the answer is:

    A   200, with what alder knows of its west and of its east
    W   200, with what alder knows of its west and nothing of its east
    E   200, with what alder knows of its east and nothing of its west
    M   200, with what alder's headquarters made, and nothing that birch's made
    O   200, with nothing of any region
    C   201, with nothing of any region
    N   200, with the name of an observer in alder's west
    0 1 3 4 5   400, 401, 403, 404, 405
    s   to the sign-in page       f   to the second factor       >   elsewhere within the site

`name@east` is the address of something in the east of alder; `name@birch` asks alder for something that is
birch's. Without either, an address is that of something in the west. A line that begins with a method other
than GET sends what `SENDS` holds for it. Methods on no line are refused to everybody.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.files.base import ContentFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from observer.checklists.definition import read
from observer.checklists.xlsform import write_workbook
from tests.factories import an_id
from tests.matrix_world import ASKERS, Half, Place, World
from tests.reports.photos import photo

TABLE = """
                            obs reg co  clk ana leg hea res sec adm aud | for str pwd rtk ftk pho bro
alive                       O   O   O   O   O   O   O   O   O   O   O   | O   O   f   O   O   O   O
ready                       O   O   O   O   O   O   O   O   O   O   O   | O   O   f   O   O   O   O
set_language                >   >   >   >   >   >   >   >   >   >   >   | >   >   >   >   >   >   >
dashboard:home              O   >   >   O   >   >   >   >   >   >   >   | >   s   f   s   s   s   s
dashboard:help              O   O   O   O   O   O   O   O   O   O   O   | O   s   f   s   s   s   s
dashboard:help_page         O   O   O   O   O   O   O   O   O   O   O   | O   s   f   s   s   s   s
account_login               >   >   >   >   >   >   >   >   >   >   >   | >   O   >   O   O   O   O
account_logout              O   O   O   O   O   O   O   O   O   O   O   | O   >   O   >   >   >   >
account_inactive            O   O   O   O   O   O   O   O   O   O   O   | O   O   f   O   O   O   O
account_reauthenticate      3   3   3   3   3   3   3   3   3   3   3   | 3   s   3   s   s   s   s
account_change_password     >   >   >   >   >   >   >   >   >   >   >   | >   s   f   s   s   s   s
account_set_password        O   O   O   O   O   O   O   O   O   O   O   | O   s   f   s   s   s   s
account_reset_password_from_key      O O O O O O O O O O O | O O f O O O O
account_reset_password_from_key_done O O O O O O O O O O O | O O f O O O O
mfa_index                   O   O   O   O   O   O   O   O   O   O   O   | O   s   O   s   s   s   s
mfa_authenticate            >   >   >   >   >   >   >   >   >   >   >   | >   s   >   s   s   s   s
mfa_reauthenticate          3   3   3   3   3   3   3   3   3   3   3   | 3   s   3   s   s   s   s
mfa_activate_totp           O   O   O   O   O   O   O   O   O   O   O   | O   s   O   s   s   s   s
mfa_deactivate_totp         4   4   4   4   4   4   4   4   4   4   4   | 4   s   f   s   s   s   s
mfa_view_recovery_codes     4   4   4   4   4   4   4   4   4   4   4   | 4   s   4   s   s   s   s
mfa_generate_recovery_codes O   O   O   O   O   O   O   O   O   O   O   | O   s   O   s   s   s   s
mfa_download_recovery_codes 4   4   4   4   4   4   4   4   4   4   4   | 4   s   4   s   s   s   s
mfa_list_webauthn           O   O   O   O   O   O   O   O   O   O   O   | O   s   O   s   s   s   s
mfa_add_webauthn            O   O   O   O   O   O   O   O   O   O   O   | O   s   O   s   s   s   s
mfa_reauthenticate_webauthn 3   3   3   3   3   3   3   3   3   3   3   | 3   s   3   s   s   s   s
mfa_remove_webauthn         4   4   4   4   4   4   4   4   4   4   4   | 4   s   f   s   s   s   s
mfa_edit_webauthn           4   4   4   4   4   4   4   4   4   4   4   | 4   s   f   s   s   s   s
mfa_login_webauthn          >   >   >   >   >   >   >   >   >   >   >   | >   s   >   s   s   s   s
field:today                 1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   W
field:help                  O   O   O   O   O   O   O   O   O   O   O   | O   O   f   O   O   O   O
field:enrol_code            O   O   O   O   O   O   O   O   O   O   O   | O   O   f   O   O   O   O
field:enrol                 O   O   O   O   O   O   O   O   O   O   O   | O   O   f   O   O   O   O
field:fill                  1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   O
field:send                  1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   >
field:form_list             1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   4
field:form_file             1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   4
field:receipt               1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   W
field:receipt@east          1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   4
field:receipt@birch         1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   4
field:incident              1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   >
field:find                  1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   O
field:station               1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   W
field:station@east          1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   O
field:arrive                1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   5
field:depart                1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   5
field:hindered              1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   5
field:reports               1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   W
field:report                1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   W
field:report@east           1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   4
field:report@birch          1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   4
field:correct               1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   W
field:correct@east          1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   4
field:correct@birch         1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   4
field:withdraw              1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   W
field:withdraw@east         1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   4
field:withdraw@birch        1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   4
POST field:arrive           1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   >
POST field:depart           1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   >
POST field:depart@east      1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   4
POST field:depart@birch     1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   4
POST field:hindered         1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   >
POST field:withdraw         1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   >
POST field:withdraw@east    1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   4
POST field:withdraw@birch   1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   4
POST field:enrol_code       >   >   >   >   >   >   >   >   >   >   >   | >   >   f   >   >   >   >
POST field:enrol            >   >   >   >   >   >   >   >   >   >   >   | >   >   f   >   >   >   >
POST field:fill             1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   O
POST field:send             1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   O
POST api:send_reports       1   1   1   1   1   1   1   1   1   1   1   | 1   1   1   1   1   C   1
POST api:send_attachment    1   1   1   1   1   1   1   1   1   1   1   | 1   1   1   1   1   C   1
POST api:send_attachment@east  1   1   1   1   1   1   1   1   1   1   1   | 1   1   1   1   1   4   1
POST api:send_attachment@birch 1   1   1   1   1   1   1   1   1   1   1   | 1   1   1   1   1   4   1
POST dashboard:glass        3   3   3   3   3   3   3   3   3   >   3   | 4   4   f   4   4   4   4
problem                     O   O   O   O   O   O   O   O   O   O   O   | O   O   f   O   O   O   O
api:reference               O   O   O   O   O   O   O   O   O   O   O   | O   O   1   O   O   O   O
api:schema                  O   O   O   O   O   O   O   O   O   O   O   | O   O   1   O   O   O   O
api:send_reports            1   1   1   1   1   1   1   1   1   1   1   | 1   1   1   1   1   5   1
api:receipts                1   1   1   1   1   1   1   1   1   1   1   | 1   1   1   1   1   W   1
api:package                 1   1   1   1   1   1   1   1   1   1   1   | 1   1   1   1   1   W   1
api:send_attachment         1   1   1   1   1   1   1   1   1   1   1   | 1   1   1   1   1   5   1
api:regions                 3   A   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:stations                3   A   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:checklists              3   O   O   3   O   O   O   O   O   3   O   | 4   1   1   O   4   1   1
api:official                3   A   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:version                 3   O   O   3   O   O   O   O   O   3   O   | 4   1   1   O   4   1   1
api:reports                 3   W   A   O   A   A   A   A   3   3   3   | 4   1   1   A   4   1   1
api:report                  3   W   W   4   W   W   W   W   3   3   3   | 4   1   1   W   4   1   1
api:report@east             3   4   E   4   E   E   E   E   3   3   3   | 4   1   1   E   4   1   1
api:report@birch            3   4   4   4   4   4   4   4   3   3   3   | 4   1   1   4   4   1   1
api:incidents               3   W   A   3   A   A   A   A   A   3   3   | 4   1   1   A   4   1   1
dashboard:glass             3   3   3   3   3   3   3   3   3   O   3   | 4   4   f   4   4   4   4
dashboard:board             3   W   A   3   A   A   A   A   A   3   A   | 4   4   f   4   4   4   4
dashboard:coverage          3   W   A   3   A   A   A   A   A   3   A   | 4   4   f   4   4   4   4
dashboard:missing_stations  3   O   O   3   O   O   O   O   O   3   O   | 4   4   f   4   4   4   4
dashboard:silent_teams      3   O   O   3   3   3   O   3   O   3   3   | 4   4   f   4   4   4   4
dashboard:violations        3   W   A   3   A   A   A   A   A   3   A   | 4   4   f   4   4   4   4
dashboard:answers           3   W   A   3   A   A   A   A   A   3   A   | 4   4   f   4   4   4   4
dashboard:results           3   W   A   3   A   A   A   A   A   3   A   | 4   4   f   4   4   4   4
dashboard:compared_stations 3   O   O   3   O   O   O   O   3   3   3   | 4   4   f   4   4   4   4
dashboard:region            3   W   W   3   W   W   W   W   W   3   W   | 4   4   f   4   4   4   4
dashboard:region@east       3   4   E   3   E   E   E   E   E   3   E   | 4   4   f   4   4   4   4
dashboard:election          3   A   A   3   A   A   A   A   A   3   A   | 4   4   f   4   4   4   4
dashboard:commissions       3   A   A   3   A   A   A   A   A   3   A   | 4   4   f   4   4   4   4
dashboard:profile           3   W   A   3   A   A   A   A   A   3   A   | 4   4   f   4   4   4   4
dashboard:profile_form      3   3   O   3   3   3   O   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:profile_form 3   3   >   3   3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:station           3   W   W   3   W   W   W   W   W   3   W   | 4   4   f   4   4   4   4
dashboard:station@east      3   4   E   3   E   E   E   E   E   3   E   | 4   4   f   4   4   4   4
dashboard:reports           3   W   A   O   A   A   A   A   3   3   3   | 4   4   f   4   4   4   4
dashboard:report            3   W   W   4   W   W   W   W   3   3   3   | 4   4   f   4   4   4   4
dashboard:report@east       3   4   E   4   E   E   E   E   3   3   3   | 4   4   f   4   4   4   4
dashboard:report@birch      3   4   4   4   4   4   4   4   3   3   3   | 4   4   f   4   4   4   4
dashboard:attachment        3   W   W   3   W   W   W   W   3   3   3   | 4   4   f   4   4   4   4
dashboard:attachment@east   3   4   E   3   E   E   E   E   3   3   3   | 4   4   f   4   4   4   4
dashboard:attachment@birch  3   4   4   3   4   4   4   4   3   3   3   | 4   4   f   4   4   4   4
dashboard:thumbnail         3   W   W   3   W   W   W   W   3   3   3   | 4   4   f   4   4   4   4
dashboard:thumbnail@east    3   4   E   3   E   E   E   E   3   3   3   | 4   4   f   4   4   4   4
dashboard:thumbnail@birch   3   4   4   3   4   4   4   4   3   3   3   | 4   4   f   4   4   4   4
dashboard:decide            3   5   5   3   3   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:decide       3   >   >   3   3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:decide@east  3   4   >   3   3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:decide@birch 3   4   4   3   3   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:unplaced          3   O   O   3   3   3   O   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:incidents         3   W   A   3   A   A   A   A   A   3   3   | 4   4   f   4   4   4   4
dashboard:incident          3   W   W   3   W   W   W   W   W   3   3   | 4   4   f   4   4   4   4
dashboard:incident@east     3   4   E   3   E   E   E   E   E   3   3   | 4   4   f   4   4   4   4
dashboard:incident@birch    3   4   4   3   4   4   4   4   4   3   3   | 4   4   f   4   4   4   4
dashboard:incident_step     3   5   5   3   3   5   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:incident_step        3   >   >   3   3   >   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:incident_step@east   3   4   >   3   3   >   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:incident_step@birch  3   4   4   3   3   4   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:incident_assign           3   5   5   3   3   5   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:incident_assign      3   >   >   3   3   >   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:incident_assign@east 3   4   >   3   3   >   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:incident_assign@birch 3   4   4   3   3   4   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:event             3   W   W   4   W   W   W   W   3   3   3   | 4   4   f   4   4   4   4
dashboard:event@east        3   4   E   4   E   E   E   E   3   3   3   | 4   4   f   4   4   4   4
dashboard:event@birch       3   4   4   4   4   4   4   4   3   3   3   | 4   4   f   4   4   4   4
dashboard:event_join        3   3   5   3   3   5   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:event_join   3   3   0   3   3   0   0   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:event_join@birch   3   3   4   3   3   4   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:event_split       3   3   5   3   3   5   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:event_split  3   3   0   3   3   0   0   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:event_split@birch  3   3   4   3   3   4   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:texts             3   W   A   O   A   A   A   A   3   3   3   | 4   4   f   4   4   4   4
dashboard:text_area         3   5   5   3   5   5   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:text_area    3   >   >   3   >   >   >   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:text_tag          3   5   5   3   5   5   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:text_tag     3   >   >   3   >   >   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:text_tag@east      3   4   >   3   >   >   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:text_tag@birch     3   4   4   3   4   4   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:text_untag        3   5   5   3   5   5   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:text_untag   3   >   >   3   >   >   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:text_untag@east    3   4   >   3   >   >   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:text_untag@birch   3   4   4   3   4   4   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:text_cite         3   3   5   3   5   5   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:text_cite    3   3   4   3   4   4   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:teams             3   W   A   3   3   3   A   3   A   3   3   | 4   4   f   4   4   4   4
dashboard:team              3   W   W   3   3   3   W   3   W   3   3   | 4   4   f   4   4   4   4
dashboard:team@east         3   4   E   3   3   3   E   3   E   3   3   | 4   4   f   4   4   4   4
dashboard:team_names        3   5   5   3   3   3   5   3   5   3   3   | 4   4   f   4   4   4   4
POST dashboard:team_names   3   N   N   3   3   3   N   3   N   3   3   | 4   4   f   4   4   4   4
POST dashboard:team_names@east    3   4   O   3   3   3   O   3   O   3   3   | 4   4   f   4   4   4   4
dashboard:results_release   3   3   3   3   3   3   O   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:results_release    3   3   3   3   3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:summaries         3   3   M   3   M   M   M   M   3   3   M   | 4   4   f   4   4   4   4
dashboard:compose           3   3   5   3   5   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:compose      3   3   >   3   >   3   >   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:job               3   3   M   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:job@birch         3   3   4   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:edition           3   3   M   3   M   M   M   M   3   3   M   | 4   4   f   4   4   4   4
dashboard:edition@birch     3   3   4   3   4   4   4   4   3   3   4   | 4   4   f   4   4   4   4
dashboard:findings          3   3   M   3   M   M   M   M   3   3   3   | 4   4   f   4   4   4   4
dashboard:recommendations   3   3   O   3   O   O   O   O   3   3   3   | 4   4   f   4   4   4   4
dashboard:passages          3   3   O   3   O   O   O   O   3   3   3   | 4   4   f   4   4   4   4
dashboard:retold            3   3   O   3   O   O   O   O   3   3   3   | 4   4   f   4   4   4   4
dashboard:statement         3   3   M   3   M   M   M   M   3   3   3   | 4   4   f   4   4   4   4
dashboard:statement@birch   3   3   4   3   4   4   4   4   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:statement    3   3   >   3   >   >   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:statement@birch 3   3   4   3   4   4   4   4   3   3   3   | 4   4   f   4   4   4   4
dashboard:new_statement     3   3   5   3   5   5   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:new_statement 3   3   >   3   >   >   >   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:approve           3   3   5   3   3   5   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:approve      3   3   3   3   3   >   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:approve@birch 3   3   4   3   3   4   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:drop              3   3   5   3   5   5   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:drop         3   3   >   3   >   >   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:drop@birch   3   3   4   3   4   4   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:uncite            3   3   5   3   5   5   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:uncite       3   3   >   3   >   >   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:uncite@birch 3   3   4   3   4   4   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:retell            3   3   5   3   5   5   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:retell       3   3   >   3   >   >   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:retell@birch 3   3   4   3   4   4   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:standards         3   3   O   3   O   O   O   O   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:standards    3   3   3   3   3   >   >   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:figures           3   3   O   3   O   O   O   O   3   3   3   | 4   4   f   4   4   4   4
dashboard:edition_html      3   3   M   3   M   M   M   M   3   3   M   | 4   4   f   4   4   4   4
dashboard:edition_html@birch 3   3   4   3   4   4   4   4   3   3   4   | 4   4   f   4   4   4   4
dashboard:edition_tables    3   3   M   3   M   M   M   M   3   3   M   | 4   4   f   4   4   4   4
dashboard:edition_tables@birch 3   3   4   3   4   4   4   4   3   3   4   | 4   4   f   4   4   4   4
dashboard:approve_summary   3   3   5   3   3   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:approve_summary 3   3   3   3   3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:approve_summary@birch 3   3   4   3   3   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:release_edition   3   3   3   3   3   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:release_edition 3   3   3   3   3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:release_edition@birch 3   3   3   3   3   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:exports           3   3   O   3   O   3   O   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:exports      3   3   >   3   >   3   >   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:export_file       3   3   M   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:export_file@birch 3   3   4   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:registers         3   3   M   3   3   3   M   3   3   O   3   | 4   4   f   4   4   4   4
dashboard:upload_register   3   3   5   3   3   3   5   3   3   5   3   | 4   4   f   4   4   4   4
POST dashboard:upload_register 3 3  >   3   3   3   >   3   3   0   3   | 4   4   f   4   4   4   4
dashboard:register_example  3   3   O   3   3   3   O   3   3   4   3   | 4   4   f   4   4   4   4
dashboard:register_import   3   3   M   3   3   3   M   3   3   4   3   | 4   4   f   4   4   4   4
dashboard:register_import@birch 3 3 4   3   3   3   4   3   3   4   3   | 4   4   f   4   4   4   4
dashboard:check_register    3   3   5   3   3   3   5   3   3   5   3   | 4   4   f   4   4   4   4
POST dashboard:check_register 3 3   >   3   3   3   >   3   3   4   3   | 4   4   f   4   4   4   4
POST dashboard:check_register@birch 3 3 4 3 3   3   4   3   3   4   3   | 4   4   f   4   4   4   4
dashboard:apply_register    3   3   5   3   3   3   5   3   3   5   3   | 4   4   f   4   4   4   4
POST dashboard:apply_register 3 3   >   3   3   3   >   3   3   4   3   | 4   4   f   4   4   4   4
POST dashboard:apply_register@birch 3 3 4 3 3   3   4   3   3   4   3   | 4   4   f   4   4   4   4
dashboard:undo_register     3   3   5   3   3   3   5   3   3   5   3   | 4   4   f   4   4   4   4
POST dashboard:undo_register 3  3   >   3   3   3   >   3   3   4   3   | 4   4   f   4   4   4   4
POST dashboard:undo_register@birch 3 3 4 3  3   3   4   3   3   4   3   | 4   4   f   4   4   4   4
dashboard:discard_register  3   3   5   3   3   3   5   3   3   5   3   | 4   4   f   4   4   4   4
POST dashboard:discard_register 3 3 >   3   3   3   >   3   3   4   3   | 4   4   f   4   4   4   4
POST dashboard:discard_register@birch 3 3 4 3 3 3   4   3   3   4   3   | 4   4   f   4   4   4   4
dashboard:checklists        3   M   M   M   M   M   M   M   3   3   M   | 4   4   f   4   4   4   4
dashboard:new_checklist     3   3   O   3   O   3   O   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:new_checklist 3   3   >   3   >   3   >   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:checklist_import  3   3   O   3   O   3   O   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:checklist_import 3   3   >   3   >   3   >   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:categories        3   O   O   O   O   O   O   O   3   3   O   | 4   4   f   4   4   4   4
POST dashboard:categories   3   3   >   3   >   3   >   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:checklist         3   O   O   O   O   O   O   O   3   3   O   | 4   4   f   4   4   4   4
dashboard:checklist@birch   3   4   4   4   4   4   4   4   3   3   4   | 4   4   f   4   4   4   4
dashboard:checklist_version 3   O   O   O   O   O   O   O   3   3   O   | 4   4   f   4   4   4   4
dashboard:checklist_version@birch 3   4   4   4   4   4   4   4   3   3   4   | 4   4   f   4   4   4   4
dashboard:checklist_workbook 3   O   O   O   O   O   O   O   3   3   O   | 4   4   f   4   4   4   4
dashboard:checklist_workbook@birch 3   4   4   4   4   4   4   4   3   3   4   | 4   4   f   4   4   4   4
dashboard:checklist_difference 3   O   >   O   >   O   >   O   3   3   O   | 4   4   f   4   4   4   4
dashboard:checklist_difference@birch 3   4   4   4   4   4   4   4   3   3   4   | 4   4   f   4   4   4   4
dashboard:checklist_draft   3   3   O   3   O   3   O   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:checklist_draft@birch 3   3   4   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:checklist_draft 3   3   >   3   >   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:checklist_draft@birch 3   3   4   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:publish_checklist 3   3   5   3   3   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:publish_checklist 3   3   >   3   3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:publish_checklist@birch 3   3   4   3   3   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:discard_checklist 3   3   5   3   5   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:discard_checklist 3   3   >   3   >   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:discard_checklist@birch 3   3   4   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:close_checklist   3   3   5   3   3   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:close_checklist 3   3   >   3   3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:checklist_paper   3   O   O   O   O   O   O   O   3   3   O   | 4   4   f   4   4   4   4
dashboard:checklist_paper@birch 3   4   4   4   4   4   4   4   3   3   4   | 4   4   f   4   4   4   4
dashboard:entry             3   3   O   O   3   3   3   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:entry_new         3   3   O   O   3   3   3   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:entry_new@birch   3   3   4   4   3   3   3   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:entry_new    3   3   >   >   3   3   3   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:entry_new@birch 3   3   4   4   3   3   3   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:entry_sheet       3   3   O   O   3   3   3   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:entry_sheet@birch 3   3   4   4   3   3   3   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:entry_sheet  3   3   >   >   3   3   3   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:entry_sheet@birch 3   3   4   4   3   3   3   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:entry_differing   3   3   O   3   3   3   O   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:entry_settle      3   3   O   3   3   3   O   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:entry_settle@birch 3   3   4   3   3   3   4   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:entry_settle 3   3   O   3   3   3   O   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:entry_settle@birch 3   3   4   3   3   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:checklist_rules   3   3   O   3   3   3   O   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:checklist_rules@birch 3   3   4   3   3   3   4   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:checklist_rules 3   3   O   3   3   3   O   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:rule_trial        3   3   A   3   3   3   A   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:rule_trial@birch  3   3   4   3   3   3   4   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:rule_trial   3   3   >   3   3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:close_checklist@birch 3   3   4   3   3   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:form_files        3   3   5   3   5   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:form_files   3   3   >   3   >   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:form_files@birch 3   3   4   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:form_file         3   O   O   O   O   O   O   O   3   3   O   | 4   4   f   4   4   4   4
dashboard:form_file@birch   3   4   4   4   4   4   4   4   3   3   4   | 4   4   f   4   4   4   4
dashboard:remove_form_file  3   3   5   3   5   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:remove_form_file 3   3   >   3   >   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:remove_form_file@birch 3   3   4   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:checklist_design  3   3   O   3   O   3   O   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:checklist_design@birch 3   3   4   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:checklist_design 3   3   >   3   >   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:checklist_design@birch 3   3   4   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:checklist_save    3   3   5   3   5   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:checklist_save 3   3   O   3   O   3   O   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:checklist_save@birch 3   3   4   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:checklist_bank    3   3   O   3   O   3   O   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:checklist_bank@birch 3   3   4   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:checklist_try     3   3   5   3   5   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:checklist_try 3   3   O   3   O   3   O   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:checklist_try@birch 3   3   4   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:checklist_preview 3   3   O   3   O   3   O   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:checklist_preview@birch 3   3   4   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:checklist_preview 3   3   O   3   O   3   O   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:checklist_preview@birch 3   3   4   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:people            3   3   M   3   3   3   M   3   3   M   3   | 4   4   f   4   4   4   4
dashboard:find_people       3   3   5   3   3   3   5   3   3   5   3   | 4   4   f   4   4   4   4
POST dashboard:find_people  3   3   M   3   3   3   M   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:new_person        3   3   O   3   3   3   O   3   3   O   3   | 4   4   f   4   4   4   4
POST dashboard:new_person   3   3   >   3   3   3   >   3   3   >   3   | 4   4   f   4   4   4   4
dashboard:invite_people     3   5   5   3   3   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:invite_people 3  O   O   3   3   3   O   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:person            3   3   M   3   3   3   M   3   3   M   3   | 4   4   f   4   4   4   4
dashboard:person@birch      3   3   4   3   3   3   4   3   3   4   3   | 4   4   f   4   4   4   4
dashboard:show_person       3   3   5   3   3   3   5   3   3   5   3   | 4   4   f   4   4   4   4
POST dashboard:show_person  3   3   N   3   3   3   N   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:show_person@birch 3 3 4  3   3   3   4   3   3   4   3   | 4   4   f   4   4   4   4
dashboard:let_in            3   3   5   3   3   3   5   3   3   5   3   | 4   4   f   4   4   4   4
POST dashboard:let_in       3   3   O   3   3   3   O   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:let_in@birch 3   3   4   3   3   3   4   3   3   4   3   | 4   4   f   4   4   4   4
dashboard:end_person        3   3   5   3   3   3   5   3   3   5   3   | 4   4   f   4   4   4   4
POST dashboard:end_person   3   3   >   3   3   3   >   3   3   >   3   | 4   4   f   4   4   4   4
POST dashboard:end_person@birch 3 3 4   3   3   3   4   3   3   4   3   | 4   4   f   4   4   4   4
dashboard:take_back_invitation 3 5  5   3   3   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:take_back_invitation 3 > > 3 3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:take_back_invitation@birch 3 4 4 3 3 3 4 3   3   3   3   | 4   4   f   4   4   4   4
dashboard:phones            3   W   A   3   3   3   A   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:invite_phone      3   5   5   3   3   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:invite_phone 3   O   O   3   3   3   O   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:invite_phone@east  3   4   O   3   3   3   O   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:invite_phone@birch 3   4   4   3   3   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:shut_out          3   5   5   3   3   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:shut_out     3   >   >   3   3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:shut_out@east      3   4   >   3   3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:shut_out@birch     3   4   4   3   3   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:collect           3   W   A   3   3   3   A   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:collect_new       3   5   5   3   3   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:collect_new  3   O   O   3   3   3   O   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:collect_shut_out  3   5   5   3   3   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:collect_shut_out 3   >   >   3   3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:collect_shut_out@east 3   4   >   3   3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:collect_shut_out@birch 3   4   4   3   3   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:messages_in       3   3   M   3   3   3   M   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:message_in        3   3   M   3   3   3   M   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:message_in@birch  3   3   4   3   3   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:message_do        3   3   5   3   3   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:message_do   3   3   >   3   3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:message_do@birch 3   3   4   3   3   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:sms_numbers       3   3   M   3   3   3   M   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:sms_number_new    3   3   5   3   3   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:sms_number_new 3   3   >   3   3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:sms_number        3   3   5   3   3   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:sms_number   3   3   >   3   3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:sms_number@birch 3   3   4   3   3   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:sms_channels      3   3   M   3   3   3   M   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:sms_channel_new   3   3   5   3   3   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:sms_channel_new 3   3   O   3   3   3   O   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:sms_channel       3   3   5   3   3   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:sms_channel  3   3   >   3   3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:sms_channel@birch 3   3   4   3   3   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:code_card         3   O   O   O   O   O   O   O   3   3   O   | 4   4   f   4   4   4   4
gateways:sms                3   3   3   3   3   3   3   3   3   3   3   | 3   3   f   3   3   3   3
POST gateways:sms           3   3   3   3   3   3   3   3   3   3   3   | 3   3   f   3   3   3   3
gateways:form_list          1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   1
gateways:submission         1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   1
gateways:form               1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   1
gateways:manifest           1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   1
gateways:media              1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   1
gateways:key_form_list      O   O   O   O   O   O   O   O   O   O   O   | O   O   f   O   O   O   O
gateways:key_submission     5   5   5   5   5   5   5   5   5   5   5   | 5   5   f   5   5   5   5
gateways:key_form           O   O   O   O   O   O   O   O   O   O   O   | O   O   f   O   O   O   O
gateways:key_manifest       O   O   O   O   O   O   O   O   O   O   O   | O   O   f   O   O   O   O
gateways:key_media          4   4   4   4   4   4   4   4   4   4   4   | 4   4   f   4   4   4   4
POST gateways:submission    1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   1
POST gateways:key_submission C   C   C   C   C   C   C   C   C   C   C   | C   C   f   C   C   C   C
api:board                   3   W   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:figures                 3   W   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:coverage                3   W   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:violations              3   W   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:answers                 3   W   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:plan                    3   W   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:matrix                  3   W   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:breakdown               3   W   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:regions_geojson         3   W   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:assessments             3   O   O   3   O   O   O   O   O   3   O   | 4   1   1   O   4   1   1
api:protocols               3   W   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:excluded                3   W   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:live                    3   O   O   3   O   O   O   O   O   3   O   | 4   1   1   O   4   1   1
"""

# What a page shows of a place it may show, and of no other.
SHOWS: Mapping[str, Callable[[Place], str]] = {
    "field:today": lambda place: place.codes[0],
    "field:receipt": lambda place: place.codes[0],
    "field:station": lambda place: place.codes[0],
    "field:reports": lambda place: place.codes[0],
    "field:report": lambda place: place.words,
    "field:correct": lambda place: place.words,
    "field:withdraw": lambda place: place.codes[0],
    "api:receipts": lambda place: place.codes[0],
    "api:package": lambda place: place.codes[0],
    "api:regions": lambda place: f'"code":"{place.region}"',
    "api:stations": lambda place: f'"code":"{place.station}"',
    "api:reports": lambda place: str(place.report),
    "api:report": lambda place: place.words,
    "api:incidents": lambda place: str(place.incident),
    "api:board": lambda place: f'"code":"{place.region}","name"',
    "api:coverage": lambda place: f'"code":"{place.region}"',
    "api:violations": lambda place: f'"region":"{place.region}"',
    "api:regions_geojson": lambda place: f'"id":"{place.region}"',
    "api:plan": lambda place: f'"region":"{place.region}"',
    "api:matrix": lambda place: f'"region":"{place.region}"',
    "api:breakdown": lambda place: f'"part":"{place.region}"',
    "api:protocols": lambda place: f'"region":"{place.region}"',
    "api:official": lambda place: f'"region":"{place.region}"',
    "dashboard:election": lambda place: f'<th scope="row">{place.region.title()}</th>',
    "dashboard:commissions": lambda place: f"TEC-{place.region}",
    "dashboard:profile": lambda place: f"/regions/{place.region}/",
    "dashboard:board": lambda place: f"/regions/{place.region}/",
    "dashboard:coverage": lambda place: f"/regions/{place.region}/",
    "dashboard:violations": lambda place: f"/regions/{place.region}/",
    "dashboard:results": lambda place: f"/regions/{place.region}/",
    "dashboard:answers": lambda place: f'<th scope="row">{place.region.title()}</th>',
    "dashboard:region": lambda place: f"/stations/{place.station}/",
    "dashboard:station": lambda place: f"Polling station {place.station}",
    "dashboard:reports": lambda place: f"/reports/{place.report}/",
    "dashboard:report": lambda place: place.words,
    "dashboard:incidents": lambda place: f"/incidents/{place.incident}/",
    "dashboard:incident": lambda place: place.codes[1],
    "dashboard:event": lambda place: f"/reports/{place.incident}/#",
    "dashboard:texts": lambda place: place.words,
    "dashboard:teams": lambda place: f"/teams/{place.team}/",
    "dashboard:team": lambda place: f'<span class="code">{place.team}</span></h1>',
    "dashboard:phones": lambda place: f"/phones/shut-out/{place.enrolled}/",
    "dashboard:rule_trial": lambda place: f"/reports/{place.report}/",
    "dashboard:collect": lambda place: f"/collect/{place.app_user}/shut-out/",
    "dashboard:attachment": lambda place: str(place.photo),
    "dashboard:thumbnail": lambda place: str(place.photo),
}


# Reports received, and openings among them: all of alder, and its west.
RECEIVED, OPENINGS = {"A": 7, "W": 4, "E": 3}, {"A": 5, "W": 3}


def received(letter: str) -> str:
    """How the API tells how many reports a figure rests on: it tells regions and missions apart."""
    return f'"received":{RECEIVED[letter]},'


# What else an answer must hold, as a regular expression.
NUMBERS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("api:board", "api:figures", "api:coverage", "api:violations"), received),
    **dict.fromkeys(("api:plan", "api:matrix", "api:protocols", "api:excluded"), received),
    "api:regions_geojson": received,
    "api:breakdown": lambda letter: f'"received":{OPENINGS[letter]},',
    "api:answers": lambda letter: f'"received":{OPENINGS[letter]},',
    "dashboard:region": lambda letter: f'data-text="reports.number">{RECEIVED[letter]}<',
    "dashboard:profile": lambda letter: {"A": ">5 of 6<", "W": ">3 of 3<"}[letter],
    "dashboard:board": lambda letter: f"Received</dt><dd><[^>]*>{RECEIVED[letter]}<",
    "dashboard:coverage": lambda letter: f"Reports received {RECEIVED[letter]},",
    "dashboard:violations": lambda letter: f"Reports received {RECEIVED[letter]},",
    "dashboard:results": lambda letter: f"Reports received {RECEIVED[letter]},",
    "dashboard:answers": lambda letter: f"Reports received {OPENINGS[letter]},",
}

# What headquarters made, where no region tells whose it is.
MADE: Mapping[str, Callable[[Half], str]] = {
    "dashboard:summaries": lambda half: f"/editions/{half.edition.pk}/",
    "dashboard:job": lambda half: f"/editions/{half.edition.pk}/",
    "dashboard:edition": lambda half: half.edition_words,
    "dashboard:edition_html": lambda half: f"A document of {half.ground.mission.code}",
    "dashboard:edition_tables": lambda half: f'filename="{half.ground.mission.code}-',
    **dict.fromkeys(
        ("dashboard:findings", "dashboard:statement"),
        lambda half: f"A finding of {half.ground.mission.code}",
    ),
    "dashboard:checklists": lambda half: f"/checklists/{half.draft.checklist.code}/",
    "dashboard:registers": lambda half: f"/registers/{half.register.pk}/",
    "dashboard:register_import": lambda half: f"{half.ground.mission.code}-stations.csv",
    "dashboard:messages_in": lambda half: f"/sms/messages/{half.stranger.pk}/",
    "dashboard:message_in": lambda half: f"/sms/messages/{half.stranger.pk}/away/",
    "dashboard:sms_numbers": lambda half: f"/sms/numbers/{half.stranger.number_id}/language/",
    "dashboard:sms_channels": lambda half: f"{half.ground.mission.code} modem",
    "dashboard:people": lambda half: f"/people/{half.ground.observers[0].pk}/",
    "dashboard:find_people": lambda half: f"/people/{half.ground.observers[0].pk}/",
    "dashboard:person": lambda half: f"/people/{half.ground.observers[0].pk}/end/",
    "dashboard:export_file": lambda half: half.export_words,
}

# What some may not be told by any address, whatever else it shows them.
NEVER: Mapping[str, Callable[[Place], tuple[str, ...]]] = {
    "security": lambda place: (place.words, place.codes[0]),
    **dict.fromkeys(
        ("auditor", "administrator", "observer", "clerk", "foreign_head", "stranger", "foreign_token"),
        lambda place: (place.words, place.story, *place.codes),
    ),
}
# Both missions watch one election: its regions and stations are no secret between them. Where a page has
# figures beside them, `NUMBERS` tells whose they are.
REGISTER = frozenset(
    {"api:regions", "api:stations", "api:board", "api:coverage", "api:violations"}
    | {"dashboard:board", "dashboard:region", "dashboard:station"}
    | {"api:regions_geojson", "api:plan", "api:matrix", "api:breakdown", "api:protocols"}
    | {"dashboard:coverage", "dashboard:violations", "dashboard:results", "dashboard:answers"}
    | {"api:official", "dashboard:election", "dashboard:commissions", "dashboard:profile"}
    # Teams of both have the same codes.
    | {"dashboard:teams", "dashboard:team"}
)

# What is asked beyond the address.
QUERIES: Mapping[str, Callable[[World], str]] = {
    "api:answers": lambda _world: "checklist=opening",
    "dashboard:answers": lambda _world: "checklist=opening&question=A1",
    "api:breakdown": lambda _world: "checklist=opening&question=A1",
    "api:receipts": lambda world: "&".join(
        f"id={place.report}" for half in (world.alder, world.birch) for place in half.places.values()
    ),
}


def form(**fields: str) -> tuple[str, bytes]:
    return "application/x-www-form-urlencoded", urlencode(fields).encode()


def a_json(**sent: Any) -> tuple[str, bytes]:
    return "application/json", json.dumps(sent).encode()


def a_report(world: World) -> tuple[str, bytes]:
    """A report of the phone's own team, as it goes over the wire."""
    sent = {
        "id": str(an_id()),
        "form": bytes(world.alder.ground.opening.content_hash).hex(),
        "made_at": "2026-10-04T08:00:00+05:00",
        "visit": {"id": str(an_id()), "station": "W-3"},
        "answers": {"A1": "yes"},
    }
    return "application/json", json.dumps({"reports": [sent]}).encode()


def a_photo(_world: World) -> tuple[str, bytes]:
    fields = {"id": str(an_id()), "question": "A16", "file": ContentFile(photo(), "photo.jpg")}
    return MULTIPART_CONTENT, encode_multipart(BOUNDARY, fields)


def a_filled_form(_world: World) -> tuple[str, bytes]:
    """As ODK Collect sends it: the opening form, filled in by nobody in particular."""
    meta = f"<meta><instanceID>uuid:{an_id()}</instanceID></meta>"
    instance = f'<data id="opening" version="1"><all><A1>yes</A1></all>{meta}</data>'
    return MULTIPART_CONTENT, encode_multipart(
        BOUNDARY, {"xml_submission_file": ContentFile(instance.encode(), "opening.xml")}
    )


def a_register(_world: World) -> tuple[str, bytes]:
    fields = {"kind": "stations", "file": ContentFile(b"code,voters\nW-1,5\n", "stations.csv")}
    return MULTIPART_CONTENT, encode_multipart(BOUNDARY, fields)


def a_workbook(world: World) -> tuple[str, bytes]:
    """The opening form of alder as a workbook, which may take the place of its draft."""
    workbook = write_workbook(read(world.alder.ground.opening.definition))
    fields = {"file": ContentFile(workbook, "opening.xlsx"), "replace": "on"}
    return MULTIPART_CONTENT, encode_multipart(BOUNDARY, fields)


def a_picture_of_a_form(_world: World) -> tuple[str, bytes]:
    return MULTIPART_CONTENT, encode_multipart(BOUNDARY, {"files": ContentFile(photo(), "seal.jpg")})


# What is sent with a method that is not GET: content type and body. An empty form where there is nothing.
SENDS: Mapping[str, Callable[[World], tuple[str, bytes]]] = {
    "POST field:enrol_code": lambda world: form(code=world.invitation),
    "POST field:hindered": lambda _world: form(hindrance="not_let_in"),
    "POST field:withdraw": lambda _world: form(reason="Sent from the wrong station."),
    "POST api:send_reports": a_report,
    "POST api:send_attachment": a_photo,
    "POST dashboard:decide": lambda _world: form(verdict="accept"),
    "POST dashboard:incident_step": lambda _world: form(state="following_up"),
    "POST dashboard:event_join": lambda world: form(
        other=str(world.alder.places["west"].event), reason="The same."
    ),
    "POST dashboard:event_split": lambda _world: form(reason="Another."),
    "POST dashboard:text_area": lambda _world: form(name="Roads"),
    "POST dashboard:text_tag": lambda _world: form(area="media"),
    "POST dashboard:text_cite": lambda _world: form(finding="1000000"),
    "POST dashboard:results_release": lambda _world: form(reason="All is counted.", understood="on"),
    "POST dashboard:statement": lambda _world: form(
        after="1", **{"title.en": "It was less open", "text.en": "Steps were hidden."}
    ),
    "POST dashboard:approve": lambda _world: form(draft="1"),
    "POST dashboard:drop": lambda _world: form(reason="It was not so."),
    "POST dashboard:standards": lambda _world: form(
        paragraph="ICCPR 25(b)", verdict="confirmed", source="The official text, page one"
    ),
    "POST dashboard:upload_register": a_register,
    "POST dashboard:new_checklist": lambda _world: form(
        code="closing", phase="closing", **{"name-en": "Closing"}
    ),
    "POST dashboard:checklist_import": a_workbook,
    "POST dashboard:categories": lambda _world: form(
        code="M01", severity="serious", **{"name-en": "Our own", "name-ru": "Наше"}
    ),
    "POST dashboard:publish_checklist": lambda _world: form(revision="1"),
    "POST dashboard:form_files": a_picture_of_a_form,
    "POST dashboard:check_register": lambda _world: form(**{"column-code": "0"}),
    "POST dashboard:undo_register": lambda _world: form(reason="The wrong file."),
    "POST dashboard:find_people": lambda _world: form(name="geheim MATILDA"),
    "POST dashboard:new_person": lambda _world: form(code="CLERK-1", role="clerk", email="c@alder.example"),
    "POST dashboard:end_person": lambda _world: form(reason="Went home."),
    "POST dashboard:shut_out": lambda _world: form(reason="Lost on the road."),
    "POST dashboard:sms_number_new": lambda world: form(
        member=world.alder.ground.observers[0].code, telephone="+7 703 111 22 33"
    ),
    "POST dashboard:sms_channel_new": lambda _world: form(gateway="generic", label="Another modem"),
    "POST dashboard:collect_new": lambda world: form(member=world.alder.ground.observers[0].code),
    "POST dashboard:collect_shut_out": lambda _world: form(reason="Lost on the road."),
    "POST gateways:submission": a_filled_form,
    "POST gateways:key_submission": a_filled_form,
    "POST dashboard:rule_trial": lambda _world: form(reason="too strict"),
    "POST dashboard:exports": lambda _world: form(checklist="opening"),
    "POST dashboard:entry_new": lambda _world: form(**{"q-A1": "2", "station": "W-1"}),
    "POST dashboard:entry_sheet": lambda _world: form(**{"q-A1": "2", "station": "W-1"}),
    "POST dashboard:entry_settle": lambda _world: form(),
    "POST dashboard:checklist_save": lambda _world: a_json(document={}, revision=1),
    "POST dashboard:checklist_try": lambda _world: a_json(document={}, answers={}),
    "POST dashboard:profile_form": lambda _world: form(
        countries="3", **{"delegation-TOTAL_FORMS": "0", "delegation-INITIAL_FORMS": "0"}
    ),
    "POST dashboard:glass": lambda _world: form(reason="A report cannot be found at all.", minutes="15"),
}


def lines() -> dict[str, dict[str, str]]:
    """Line ("name", "name@east" or "POST name") to asker to letter."""
    found = {}
    for text in TABLE.strip().splitlines()[1:]:
        words = [word for word in text.split() if word != "|"]
        letters = words[-len(ASKERS) :]
        found[" ".join(words[: -len(ASKERS)])] = dict(zip(ASKERS, letters, strict=True))
    return found
