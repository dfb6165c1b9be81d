"""A button that puts a text on the clipboard: the address of the page, filters included, unless another text is given."""

import streamlit as st

HTML = '<button type="button"></button>'
CSS = """button{font:inherit;font-size:.875rem;color:inherit;background:none;border:0;padding:.25rem 0;cursor:pointer;white-space:nowrap}
button:hover,button:focus-visible{text-decoration:underline}"""
SCRIPT = """export default function({data, parentElement}) {
  const button = parentElement.querySelector("button");
  button.textContent = data.label;
  button.onclick = async () => {
    const text = data.text || window.location.href;
    try { await navigator.clipboard.writeText(text); }
    catch (_refused) {
      const field = document.createElement("textarea");
      field.value = text; document.body.append(field); field.select(); document.execCommand("copy"); field.remove();
    }
    button.textContent = data.done;
    setTimeout(() => { button.textContent = data.label; }, 2000);
  };
}"""


def copy_button(label: str, done: str, *, key: str, text: str = "") -> None:
    """Draw the button; `done` replaces its label for two seconds."""
    button = st.components.v2.component("copy_button", html=HTML, css=CSS, js=SCRIPT)
    button(key=key, data={"label": label, "done": done, "text": text}, width="content", height="content")
