// The end of the session is announced two minutes before. What was typed stays in the page whatever happens.
var box = document.getElementById('gt-session');
var seconds = Number(document.body.getAttribute('data-session')) || 0;
if (box && seconds) {
  var g = window.guichet, timers = [], before = null;
  var tabs = 'BroadcastChannel' in window ? new BroadcastChannel('guichet-session') : null;
  var clear = function () { timers.forEach(window.clearTimeout); timers = []; };
  var close = function () {
    if (box.hidden) return;
    box.hidden = true;
    if (before && before.focus) before.focus();
  };
  var warn = function () {
    before = document.activeElement;
    box.hidden = false;
    box.querySelector('button').focus();
  };
  var over = function () {
    close();
    document.querySelectorAll('main .gt-main').forEach(function (m) { g.still(function () { g.alertAt(m, 'warning', g.words('script.session-over')); }); });
  };
  var start = function () {
    clear();
    close();
    timers.push(window.setTimeout(warn, Math.max(seconds - 120, 1) * 1000), window.setTimeout(over, seconds * 1000));
  };
  g.renewed = function () { start(); if (tabs) tabs.postMessage('renewed'); };
  if (tabs) tabs.onmessage = start;
  box.querySelector('[data-session-stay]').addEventListener('click', function () {
    // a page of the person's own, on both sides; when the session is over it leads elsewhere, and that is not followed
    fetch('/mon-compte', { credentials: 'same-origin', redirect: 'manual' }).then(function (r) { if (r.ok) g.renewed(); });
  });
  start();
}
