// The menu of small screens, and boxes that open over the page: Escape and a click elsewhere close them.
document.querySelectorAll('[data-menu]').forEach(function (button) {
  var nav = document.getElementById(button.getAttribute('data-menu'));
  if (!nav) return;
  button.hidden = false;
  button.addEventListener('click', function () {
    var open = nav.classList.toggle('is-open');
    button.setAttribute('aria-expanded', open ? 'true' : 'false');
  });
});

function boxes() { return document.querySelectorAll('details.gt-pop[open]'); }
document.addEventListener('click', function (e) {
  boxes().forEach(function (d) { if (!d.contains(e.target)) d.open = false; });
});
document.addEventListener('keydown', function (e) {
  if (e.key !== 'Escape') return;
  boxes().forEach(function (d) {
    if (d.contains(document.activeElement)) d.querySelector('summary').focus();
    d.open = false;
  });
});

// What was wrong is what one must read first.
var summary = document.getElementById('gt-summary');
if (summary) summary.focus();
