// The script of the citizens' pages. Every page works without it.
import { holdWatch } from './hold';

for (const hold of document.querySelectorAll<HTMLElement>('[data-hold]'))
	holdWatch(hold);
