// What the other scripts share. Pages work without any of this: scripts only improve.
var root = document.documentElement;
root.classList.add('has-script');

function words(id, args) {
  var text = (window.guichetWords || {})[id] || id;
  Object.keys(args || {}).forEach(function (k) { text = text.split('{' + k + '}').join(args[k]); });
  return text;
}

// A line that screen readers speak, once.
var speaker = null;
function say(text) {
  if (!speaker) {
    speaker = document.createElement('p');
    speaker.className = 'fr-sr-only';
    speaker.setAttribute('role', 'status');
    document.body.appendChild(speaker);
  }
  speaker.textContent = '';
  window.setTimeout(function () { speaker.textContent = text; }, 60);
}

function token() {
  var el = document.querySelector('input[name="csrf"]');
  return el ? el.value : '';
}

// Every form of the page that carries the version of the request.
function version(n) {
  document.querySelectorAll('input[name="version"]').forEach(function (el) { if (n) el.value = n; });
}

function alertAt(parent, kind, text) {
  var old = parent.querySelector(':scope > .gt-script-alert');
  if (old) old.remove();
  var box = document.createElement('div');
  box.className = 'fr-alert fr-alert--sm gt-message gt-script-alert fr-alert--' + kind;
  box.setAttribute('role', 'alert');
  box.appendChild(document.createElement('p')).textContent = text;
  parent.insertBefore(box, parent.firstChild);
  return box;
}

// Nothing moves under a pressed pointer: leaving a field saves it, and a button that slid away before it was let go would never be pressed.
// What changes the page by itself waits until the press has become a click; not for ever, should its end not be seen.
var PRESS_MAX_MS = 2000, waiting = null, pressEnd = 0;
function released() {
  var all = waiting || [];
  window.clearTimeout(pressEnd);
  waiting = null;
  all.forEach(function (f) { f(); });
}
document.addEventListener('pointerdown', function () {
  waiting = waiting || [];
  window.clearTimeout(pressEnd);
  pressEnd = window.setTimeout(released, PRESS_MAX_MS);
}, true);
['pointerup', 'pointercancel'].forEach(function (name) { document.addEventListener(name, function () { window.setTimeout(released, 0); }, true); });
function still(f) { if (waiting) waiting.push(f); else f(); }

window.guichet = { still: still, words: words, say: say, token: token, version: version, alertAt: alertAt, renewed: function () {} };
