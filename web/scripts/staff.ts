// The script of the staff's pages. Every page works without it.
import { copyOffer } from './staff/copy';
import { dayWatch } from './staff/day';
import { matrixWatch } from './staff/matrix';
import { weekShow } from './staff/week';

const day = document.querySelector<HTMLElement>('[data-poll]');
const week = document.querySelector<HTMLElement>('[data-calendar]');
const matrix = document.querySelector<HTMLElement>('.staff-matrix')?.closest('form');

if (navigator.clipboard)
	document.querySelectorAll<HTMLButtonElement>('[data-copy], [data-copy-of]').forEach(copyOffer);
if (day)
	dayWatch(day.dataset.poll ?? '');
if (week)
	void weekShow(week);
if (matrix?.querySelector('[name="do"]'))
	matrixWatch(matrix);
