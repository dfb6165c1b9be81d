"""A button that puts the address of the page, filters included, on the clipboard."""

import streamlit as st

HTML = '<button type="button"></button>'
CSS = """button{font:inherit;font-size:.875rem;color:inherit;background:none;border:0;padding:.25rem 0;cursor:pointer;white-space:nowrap}
button:hover,button:focus-visible{text-decoration:underline}"""
SCRIPT = """export default function({data, parentElement}) {
  const button = parentElement.querySelector("button");
  button.textContent = data.label;
  button.onclick = async () => {
    const text = window.location.href;
    try { await navigator.clipboard.writeText(text); }
    catch (_refused) {
      const field = document.createElement("textarea");
      field.value = text; document.body.append(field); field.select(); document.execCommand("copy"); field.remove();
    }
    button.textContent = data.done;
    setTimeout(() => { button.textContent = data.label; }, 2000);
  };
}"""


def copy_link(label: str, done: str) -> None:
    """Draw the button; `done` replaces its label for two seconds."""
    link = st.components.v2.component("copy_link", html=HTML, css=CSS, js=SCRIPT)
    link(key="copy_link", data={"label": label, "done": done}, width="content", height="content")
