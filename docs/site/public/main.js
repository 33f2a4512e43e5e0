// Formulas that stand as blocks of their own, as they do where the pages are read as files, become what the template typesets.
export default {
  start: () => {
    for (const code of document.querySelectorAll("pre > code.lang-math")) {
      const formula = document.createElement("div");
      formula.className = "math";
      formula.textContent = `\\[${code.textContent}\\]`;
      code.parentElement.replaceWith(formula);
    }
  },
};
