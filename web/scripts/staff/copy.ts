// Buttons that put a text into the clipboard; without script they are not there, and the text is marked by hand.
function textOf(button: HTMLButtonElement): string {
	const place = button.dataset.copyOf;

	return (place ? document.getElementById(place)?.textContent : button.dataset.copy) ?? '';
}

async function copy(button: HTMLButtonElement): Promise<void> {
	const label = button.querySelector('.kern-label');

	await navigator.clipboard.writeText(textOf(button));
	if (label)
		label.textContent = button.dataset.copied ?? '';
}

export function copyOffer(button: HTMLButtonElement): void {
	button.hidden = false;
	button.setAttribute('aria-live', 'polite');
	button.addEventListener('click', () => void copy(button));
}
