/** Puts a button to each block of code. Without it the page lacks nothing else: text can be selected. */
export const SCRIPT = `
for (const pre of document.querySelectorAll("pre")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(pre.textContent.trimEnd());
    } catch {
      getSelection().selectAllChildren(pre);
      said = "Selected";
    }
    button.textContent = said;
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  pre.before(button);
}
`;
