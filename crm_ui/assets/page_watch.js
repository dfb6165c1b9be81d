// Runs in every page: the language of the document, the theme of what lives outside the app, the trial of this tab, and Streamlit's own words
// about a lost connection.
export default function ({data, setStateValue}) {
  const root = document.documentElement, app = document.querySelector(".stApp"), now = () => getComputedStyle(app).colorScheme;
  let was = now();
  const mark = () => { root.style.colorScheme = was; };
  root.lang = data.language;
  mark();
  const theme = new MutationObserver(() => { if (now() !== was) { was = now(); mark(); setTimeout(() => setStateValue("scheme", was), 300); } });
  theme.observe(app, {attributes: true});
  // A page that is loaded again is a new session: the tab remembers the key of its trial, and gives it to the session that follows.
  const tab = window.sessionStorage, kept = tab.getItem("trial");
  if (data.trial) tab.setItem("trial", data.trial);
  else if (data.settled) tab.removeItem("trial");
  else if (kept) setStateValue("kept", kept);
  // While its dialog is open, hidden or not, the page behind can be neither scrolled nor read aloud.
  const close = () => {
    if (app.dataset.testConnectionState === "CONNECTED") return;
    for (const button of document.querySelectorAll(".stDialog:not(:has(.stVerticalBlock)) section > button")) button.click();
  };
  const dialogs = new MutationObserver(close);
  dialogs.observe(document.body, {childList: true});
  return () => { theme.disconnect(); dialogs.disconnect(); };
}
