// Counts down how long a time is still held, warns two minutes before the end and says when it is over.

const WARN_SECONDS = 120;
const TICK_MILLISECONDS = 1000;

function clock(seconds: number): string {
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

// A screen reader speaks the status when its text changes, so it is set once per event, not once per second.
function statusSay(hold: HTMLElement, text: string | undefined): void {
	const status = hold.querySelector('.hold__status');
	if (status && text && status.textContent !== text)
		status.textContent = text;
}

// The server says how many seconds are left: the citizen's clock may be wrong.
export function holdWatch(hold: HTMLElement): void {
	const ends = performance.now() + Number(hold.dataset.hold) * 1000;
	const left = hold.querySelector('.hold__left');
	if (!left || !Number.isFinite(ends))
		return;

	const tick = (): void => {
		const seconds = Math.max(0, Math.ceil((ends - performance.now()) / 1000));

		left.textContent = seconds ? (hold.dataset.holdLeft ?? '%s').replace('%s', clock(seconds)) : '';
		if (seconds <= WARN_SECONDS) {
			hold.classList.add('hold--soon');
			statusSay(hold, seconds ? hold.dataset.holdSoon : hold.dataset.holdOver);
		}
		if (!seconds)
			clearInterval(timer);
	};
	const timer = setInterval(tick, TICK_MILLISECONDS);

	tick();
}
