// <time data-local-time>: shown as the clock of the person's own place tells it.

export function showLocalTimes(root) {
  for (const time of root.querySelectorAll("[data-local-time]")) time.textContent = localTime(new Date(time.dateTime));
}

// As the server writes dates, '25 Dec 2018', with the time of the person's own place.
function localTime(moment) {
  const style = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const parts = new Intl.DateTimeFormat("en-US", style).formatToParts(moment);
  const { day, month, year, hour, minute } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return `${day} ${month} ${year} ${hour}:${minute}`;
}

showLocalTimes(document);
