// The script of the staff's pages. Every page works without it.
import { dayWatch } from './staff/day';
import { weekShow } from './staff/week';

const day = document.querySelector<HTMLElement>('[data-poll]');
const week = document.querySelector<HTMLElement>('[data-calendar]');

if (day)
	dayWatch(day.dataset.poll ?? '');
if (week)
	void weekShow(week);
