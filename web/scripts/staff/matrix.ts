// Gaps and overlaps of the responsibilities are marked as one types: what the form is typed to is checked, nothing is saved.
const PAUSE_MILLISECONDS = 600;

// The page that the button "check" would lead to.
async function checked(form: HTMLFormElement, signal: AbortSignal): Promise<Document> {
	const body = new URLSearchParams();

	for (const [name, value] of new FormData(form))
		if (typeof value === 'string')
			body.append(name, value);
	body.set('do', 'check');
	const response = await fetch(form.action, { method: 'POST', body, signal, headers: { accept: 'text/html' } });

	return new DOMParser().parseFromString(await response.text(), 'text/html');
}

function cellShow(input: HTMLInputElement, page: Document): void {
	const found = page.getElementById(input.id);
	const id = `${input.id}-error`;
	const error = page.getElementById(id);

	if (!found)
		return;
	input.className = found.className;
	for (const name of ['aria-invalid', 'aria-describedby'])
		if (found.hasAttribute(name))
			input.setAttribute(name, found.getAttribute(name) ?? '');
		else
			input.removeAttribute(name);
	document.getElementById(id)?.remove();
	if (error)
		input.after(document.importNode(error, true));
}

function pageShow(form: HTMLFormElement, page: Document): void {
	const findings = document.getElementById('findings');
	const found = page.getElementById('findings');

	for (const row of form.querySelectorAll('tbody tr')) {
		const head = row.querySelector('th');
		const result = head && page.getElementById(head.id)?.parentElement?.lastElementChild;

		if (result)
			row.lastElementChild?.replaceWith(document.importNode(result, true));
	}
	for (const input of form.querySelectorAll<HTMLInputElement>('.staff-cell'))
		cellShow(input, page);
	if (findings && found) {
		findings.hidden = found.hidden;
		findings.replaceChildren(...[...found.childNodes].map(node => document.importNode(node, true)));
	}
}

export function matrixWatch(form: HTMLFormElement): void {
	let timer = 0;
	let asking = new AbortController();

	// When a check fails nothing is marked: saving says the same.
	const check = async (): Promise<void> => {
		asking.abort();
		asking = new AbortController();
		const page = await checked(form, asking.signal);

		if (page.getElementById('findings'))
			pageShow(form, page);
	};

	form.addEventListener('input', () => {
		window.clearTimeout(timer);
		asking.abort();
		timer = window.setTimeout(() => void check().catch(() => undefined), PAUSE_MILLISECONDS);
	});
}
