// Makes the form on the preference page a little better; all of it works without this.
(function () {
  'use strict';

  // Says that something was changed and is not saved yet.
  document.querySelectorAll('form[data-watch="yes"]').forEach(function (form) {
    var note = form.querySelector('[data-unsaved]');
    var leaving = false;
    var dirty = function () {
      if (note) note.hidden = false;
      form.classList.add('dirty');
    };
    form.addEventListener('input', dirty);
    form.addEventListener('change', dirty);
    form.addEventListener('submit', function () { leaving = true; });
    window.addEventListener('beforeunload', function (event) {
      if (!leaving && form.classList.contains('dirty')) event.preventDefault();
    });
  });

  // A date or a time that is filled in ticks what it belongs to.
  var ticks = { f_pause_date: 'pause_date', quiet_from: 'quiet', quiet_to: 'quiet' };
  Object.keys(ticks).forEach(function (id) {
    var field = document.getElementById(id);
    var box = document.getElementById(ticks[id]);
    if (field && box) field.addEventListener('input', function () { if (field.value) box.checked = true; });
  });

  // The channels as a list to be put in order: by dragging, by a button, or by Alt and an arrow.
  document.querySelectorAll('[data-order]').forEach(function (list) {
    var live = list.parentNode.querySelector('[data-live]');
    var rows = function () { return Array.prototype.slice.call(list.children); };
    var settle = function () {
      rows().forEach(function (row, at) {
        row.querySelector('input[type=radio]').checked = at === 0;
        row.querySelector('button').disabled = at === 0;
      });
    };
    var moved = function (row) {
      settle();
      if (live) live.textContent = list.dataset.said.replace('{channel}', row.querySelector('b').textContent)
          .replace('{place}', String(rows().indexOf(row) + 1));
      list.dispatchEvent(new Event('change', { bubbles: true }));
    };
    var up = function (row) {
      if (!row.previousElementSibling) return;
      list.insertBefore(row, row.previousElementSibling);
      moved(row);
    };
    var down = function (row) {
      if (!row.nextElementSibling) return;
      list.insertBefore(row.nextElementSibling, row);
      moved(row);
    };
    rows().forEach(function (row) {
      var button = document.createElement('button');
      button.type = 'button';
      button.className = 'up';
      button.textContent = '↑';
      button.setAttribute('aria-label', row.dataset.up);
      button.addEventListener('click', function () {
        up(row);
        row.querySelector('input[type=checkbox]').focus();
      });
      row.appendChild(button);
      row.draggable = true;
      row.addEventListener('dragstart', function (event) {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', '');
        row.classList.add('held');
      });
      row.addEventListener('dragend', function () { row.classList.remove('held'); });
      row.addEventListener('dragover', function (event) {
        var held = list.querySelector('.held');
        if (!held || held === row) return;
        event.preventDefault();
        var below = event.clientY > row.getBoundingClientRect().top + row.offsetHeight / 2;
        if (below && row.nextElementSibling !== held) { list.insertBefore(held, row.nextElementSibling); moved(held); }
        if (!below && row.previousElementSibling !== held) { list.insertBefore(held, row); moved(held); }
      });
      row.addEventListener('drop', function (event) { event.preventDefault(); });
      row.addEventListener('keydown', function (event) {
        if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
        event.preventDefault();
        var focused = document.activeElement;
        if (event.key === 'ArrowUp') up(row); else down(row);
        focused.focus();
      });
    });
    list.classList.add('ordered');
    settle();
  });
})();
