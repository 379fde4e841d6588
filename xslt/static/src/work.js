// The agents' viewer: pages, size and turning in place, with keys while it has the focus. Without this script each of them is a link.
var viewer = document.querySelector('[data-viewer]');
var picture = viewer && viewer.querySelector('.gt-viewer__picture');
if (picture) {
  var pictures = viewer.getAttribute('data-viewer'), sizes = 4;
  var at = { page: Number(viewer.getAttribute('data-page')), pages: Number(viewer.getAttribute('data-pages')), zoom: Number(viewer.getAttribute('data-zoom')), turn: Number(viewer.getAttribute('data-turn')) };
  var tool = function (name) { return viewer.querySelector('[data-view="' + name + '"]'); };
  var shown = viewer.querySelector('[data-page-shown]');
  var pattern = shown.textContent;

  var may = { before: function () { return at.page > 1; }, after: function () { return at.page < at.pages; }, smaller: function () { return at.zoom > 1; }, larger: function () { return at.zoom < sizes; }, turn: function () { return true; } };
  var steps = { before: function () { at.page--; }, after: function () { at.page++; }, smaller: function () { at.zoom--; }, larger: function () { at.zoom++; }, turn: function () { at.turn = (at.turn + 1) % 4; } };
  var was = at.page;

  var show = function () {
    if (was !== at.page) {
      picture.src = pictures + at.page;
      // "page 2 sur 5": the first number is the page
      shown.textContent = pattern.replace(/\d+/, String(at.page));
      picture.parentNode.scrollTop = 0;
      window.guichet.say(shown.textContent);
      was = at.page;
    }
    picture.className = 'gt-viewer__picture gt-zoom-' + at.zoom + ' gt-turn-' + at.turn;
    Object.keys(may).forEach(function (name) {
      var a = tool(name), can = may[name]();
      if (!a) return;
      a.setAttribute('role', 'button');
      if (can) a.removeAttribute('aria-disabled'); else a.setAttribute('aria-disabled', 'true');
      a.setAttribute('href', '#visionneuse');
    });
  };
  var act = function (name) {
    if (!may[name]()) return;
    steps[name]();
    show();
  };
  Object.keys(may).forEach(function (name) {
    var a = tool(name);
    if (!a) return;
    a.addEventListener('click', function (e) { e.preventDefault(); act(name); });
    a.addEventListener('keydown', function (e) { if (e.key === ' ') { e.preventDefault(); act(name); } });
  });

  // Keys of one letter work inside the viewer alone: elsewhere they would catch what is said to a speech recogniser.
  var keys = { ArrowLeft: 'before', PageUp: 'before', ArrowRight: 'after', PageDown: 'after', '+': 'larger', '=': 'larger', '-': 'smaller', r: 'turn', R: 'turn' };
  var turns = { ArrowUp: 'document-before', ArrowDown: 'document-after' };
  viewer.addEventListener('keydown', function (e) {
    if (e.ctrlKey || e.altKey || e.metaKey) return;
    // inside the picture the arrows scroll it while there is something to scroll
    var inside = e.target.classList.contains('gt-viewer__window') && at.zoom > 1;
    if (inside && /^Arrow|^Page/.test(e.key)) return;
    if (keys[e.key]) { e.preventDefault(); act(keys[e.key]); }
    else if (turns[e.key] && tool(turns[e.key])) { e.preventDefault(); tool(turns[e.key]).click(); }
  });
  viewer.querySelector('.gt-viewer__keys').hidden = false;
  if (window.location.hash === '#visionneuse') viewer.focus({ preventScroll: true });
  show();
}
