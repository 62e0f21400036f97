// The day list stays current: a cheap question whether the list has changed, and a reload when it has.
const POLL_MILLISECONDS = 15_000;

// Reloading while somebody types or a menu is open would take it away from them.
function isBusy(): boolean {
	const at = document.activeElement;

	return document.hidden || at instanceof HTMLInputElement || at instanceof HTMLSelectElement || at instanceof HTMLTextAreaElement;
}

export function dayWatch(url: string): void {
	let known: string | null = null;
	let changed = false;

	const ask = async (): Promise<void> => {
		const response = await fetch(url, { method: 'HEAD', cache: 'no-store', headers: { accept: 'application/json' } });
		const etag = response.ok ? response.headers.get('etag') : null;

		changed ||= known !== null && etag !== null && etag !== known;
		known = etag ?? known;
		if (changed && !isBusy())
			location.reload();
	};
	// A failed question is asked again: the page stays as it is, and says as of when it is.
	const poll = (): void => void ask().catch(() => undefined);

	if (!url)
		return;
	poll();
	setInterval(poll, POLL_MILLISECONDS);
}
