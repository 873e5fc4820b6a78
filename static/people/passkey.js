// The passkey scripts of django-allauth tell failures only to the console. People are told here.
const NAMES_OF_GIVING_UP = new Set(["NotAllowedError", "AbortError"]);

function tell(text) {
  const region = document.querySelector(".notices");
  const notice = document.createElement("div");
  notice.className = "notice notice--wrong";
  notice.append(Object.assign(document.createElement("p"), { textContent: text }));
  region.replaceChildren(notice);
  region.scrollIntoView({ block: "nearest" });
}

const words = document.getElementById("passkey-words")?.dataset ?? {};

document.addEventListener("allauth.error", (event) => {
  const gaveUp = NAMES_OF_GIVING_UP.has(event.detail?.exception?.name);
  tell(gaveUp ? words.gaveUp : words.failed);
});

// Without a secure context or on an old phone there is no passkey: say so before it is tried.
if (!window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-needs-passkey]")) button.disabled = true;
  const explanation = document.getElementById("passkey-missing");
  if (explanation) explanation.hidden = false;
}
