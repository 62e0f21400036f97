// The week as a calendar above the table: drag to add, move and shorten. It sends what the form sends.
import { createCalendar, Interaction, TimeGrid } from '@event-calendar/core';
import type { Calendar } from '@event-calendar/core';

interface WeekEvent {
	id: string;
	kind: 'slot' | 'booking' | 'hold' | 'closure' | 'busy';
	starts_at: string;
	ends_at: string;
	title: string;
	url: string | null;
	editable: boolean;
	path: string | null;
	fields: Record<string, unknown>;
}

interface Week {
	events: WeekEvent[];
}

const API = '/api/v1';
// Which days (0: Sunday) stay away, by how many are shown from Monday on.
const HIDDEN_DAYS: Record<string, Calendar.dayOfWeek[]> = { 5: [6, 0], 6: [0] };
const SNAP = '00:05:00';

// The calendar shows the authority's clock wherever the browser is: the offset of the time stamp is left out.
function clockOf(stamp: string): string {
	return stamp.slice(0, 19);
}

function dateOf(at: Date): string {
	return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}

function timeOf(at: Date): string {
	return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
}

function eventInput(event: WeekEvent): Calendar.EventInput {
	return {
		id: event.id,
		start: clockOf(event.starts_at),
		end: clockOf(event.ends_at),
		title: `${clockOf(event.starts_at).slice(11, 16)} ${event.title}`,
		startEditable: event.editable,
		durationEditable: event.editable,
		classNames: [`staff-event--${event.kind}`],
		display: 'auto',
		extendedProps: { week: event },
	};
}

async function send(path: string, fields: Record<string, unknown>): Promise<boolean> {
	const response = await fetch(API + path, {
		method: 'POST',
		headers: { 'content-type': 'application/json', accept: 'application/json' },
		body: JSON.stringify(fields),
	});

	return response.ok;
}

// What does not go through at once (bookings are hit, somebody was quicker) is settled on the page with the form.
async function change(event: WeekEvent, from: Date, to: Date, undo: () => void): Promise<void> {
	const fields = { ...event.fields, date: dateOf(from), from: timeOf(from), to: timeOf(to) };

	if (!event.path)
		return undo();
	try {
		if (await send(event.path, fields))
			return location.reload();
	} catch {
		return undo();
	}
	undo();
	if (event.url)
		location.assign(formUrl(event.url, from, to));
}

function formUrl(url: string, from: Date, to: Date): string {
	const target = new URL(url, location.href);

	target.searchParams.set('date', dateOf(from));
	target.searchParams.set('from', timeOf(from));
	target.searchParams.set('to', timeOf(to));
	return target.href;
}

function eventOpen(event: WeekEvent): void {
	if (event.url)
		location.assign(event.url);
}

// The calendar is for the mouse. Keyboards and screen readers have the table below, which says and leads to the same.
export async function weekShow(host: HTMLElement): Promise<void> {
	const { calendar: url, date, days, from, to, new: newUrl } = host.dataset;
	const response = await fetch(url ?? '', { headers: { accept: 'application/json' } });

	if (!response.ok)
		return;
	const { events } = (await response.json()) as Week;
	const place = document.createElement('div');
	const week = (info: { event: Calendar.Event }): WeekEvent => info.event.extendedProps.week as WeekEvent;
	const moved = (info: Calendar.EventDropInfo | Calendar.EventResizeInfo): void =>
		void change(week(info), info.event.start, info.event.end, () => info.revert());

	place.className = 'staff-calendar';
	place.ariaHidden = 'true';
	host.prepend(place);
	createCalendar(place, [TimeGrid, Interaction], {
		view: 'timeGridWeek',
		date,
		firstDay: 1,
		hiddenDays: HIDDEN_DAYS[days ?? ''] ?? [],
		locale: document.documentElement.lang,
		headerToolbar: { start: '', center: '', end: '' },
		allDaySlot: false,
		slotMinTime: from,
		slotMaxTime: to,
		snapDuration: SNAP,
		selectable: newUrl !== undefined,
		events: events.map(eventInput),
		eventContent: (info) => info.event.title,
		eventDidMount: (info) => info.el.setAttribute('tabindex', '-1'),
		eventClick: (info) => eventOpen(week(info)),
		eventDrop: moved,
		eventResize: moved,
		select: (info) => location.assign(formUrl(newUrl ?? '', info.start, info.end)),
	});
}
