// @ts-check
// Runs in the head before anything is drawn, so that a dark page never flashes light.
// Without script the page stays light.
(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    document.documentElement.dataset.theme = dark.matches ? 'dark' : 'light';
  };
  apply();
  dark.addEventListener('change', apply);
})();
