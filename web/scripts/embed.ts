// For other sites: makes an element with the next free times of <a data-amtstermin href="https://.../l/OFFICE/SERVICE">.
//
// Nothing is stored, no cookie is sent, and when anything fails the link stays what it is.  Attributes of the link:
//   data-count    how many times, 1 to 10 (3)
//   data-lang     language; else that of the page
//   data-heading  level of the heading, 2 to 6 (2)
//   data-return   bring citizens back to this page afterwards, or to the address given
// Colours are custom properties of the host page: styles/embed.css begins with them.
import styles from '../styles/embed.css';

// written_in: what is there in another language only, and in which.
interface Named {
	name: string;
	written_in: { name?: { language: string; dir: string } } | null;
}

interface Time {
	starts_at: string;
	day_text: string;
	time_text: string;
	service: Named | null;
	url: string;
}

interface Offer extends Named {
	language: string;
	dir: string;
	service: (Named & { minutes_text: string }) | null;
	title_text: string;
	next_text: string;
	depends_text: string | null;
	times: Time[];
	url: string;
	go_text: string;
	by_text: string;
	phone_text: string;
	phone: string | null;
	phone_tel: string | null;
}

// The page's own address without what may be personal in it.
function returnOf(link: HTMLAnchorElement): string | null {
	const wanted = link.dataset.return;

	return wanted === undefined ? null : wanted || location.origin + location.pathname;
}

// "/l/OFFICE/SERVICE" or "/offices/OFFICE/services/SERVICE" of the link, as the API's address.
function sourceOf(link: HTMLAnchorElement): URL | null {
	const url = new URL(link.href);
	const match = /^\/(?:l|embed)\/([^/]+)(?:\/([^/]+))?$|^\/offices\/([^/]+)(?:\/services\/([^/]+))?$/.exec(url.pathname);

	if (!match)
		return null;
	const [office, service] = [match[1] ?? match[3], match[2] ?? match[4]];
	const source = new URL(`/api/v1/embed/${office}${service ? `/${service}` : ''}`, url.origin);
	const lang = link.dataset.lang ?? url.searchParams.get('lang') ?? document.documentElement.lang.split('-')[0];
	const back = returnOf(link) ?? url.searchParams.get('return');

	if (lang)
		source.searchParams.set('lang', lang);
	if (link.dataset.count)
		source.searchParams.set('count', link.dataset.count);
	if (back)
		source.searchParams.set('return', back);
	return source;
}

function make(name: string, className: string, text = ''): HTMLElement {
	const element = document.createElement(name);

	element.className = className;
	element.textContent = text;
	return element;
}

function nameShow(named: Named): Node {
	const other = named.written_in?.name;
	const element = document.createElement('bdi');

	if (!other)
		return document.createTextNode(named.name);
	element.lang = other.language;
	element.dir = other.dir;
	element.textContent = named.name;
	return element;
}

function whatShow(offer: Offer): HTMLElement {
	const what = make('p', 'amtstermin__what');

	what.append(nameShow(offer.service ?? offer), offer.service ? `, ${offer.service.minutes_text}` : '');
	return what;
}

function linkTo(href: string, className: string): HTMLAnchorElement {
	const link = make('a', className) as HTMLAnchorElement;

	link.href = href;
	return link;
}

function serviceShow(service: Named): HTMLElement {
	const name = make('span', 'amtstermin__service');

	name.append(nameShow(service));
	return name;
}

function timeShow(time: Time, base: URL): HTMLElement {
	const item = document.createElement('li');
	const link = linkTo(new URL(time.url, base).href, 'amtstermin__when');
	const when = document.createElement('time');

	when.dateTime = time.starts_at;
	when.append(`${time.day_text}, `, make('span', '', time.time_text));
	link.append(when);
	if (time.service)
		item.append(serviceShow(time.service), ' ');
	item.append(link);
	return item;
}

function timesShow(offer: Offer, base: URL): HTMLElement {
	const list = make('ul', 'amtstermin__times');

	list.append(...offer.times.map((time) => timeShow(time, base)));
	return list;
}

function byShow(offer: Offer): HTMLElement {
	const by = make('p', 'amtstermin__by', offer.by_text);

	if (offer.phone) {
		const phone = linkTo(`tel:${offer.phone_tel}`, '');

		phone.dir = 'ltr';
		phone.textContent = offer.phone;
		by.append(` ${offer.phone_text} `, phone);
	}
	return by;
}

function offerShow(offer: Offer, base: URL, level: string): HTMLElement {
	const section = make('section', 'amtstermin');
	const title = make(`h${/^[2-6]$/.test(level) ? level : '2'}`, 'amtstermin__title', offer.title_text);
	const go = document.createElement('p');
	const button = linkTo(new URL(offer.url, base).href, 'amtstermin__go');

	section.lang = offer.language;
	section.dir = offer.dir;
	title.id = 'title';
	section.setAttribute('aria-labelledby', title.id);
	button.textContent = offer.go_text;
	go.append(button);
	section.append(title,
		whatShow(offer),
		make('p', 'amtstermin__label', offer.next_text));
	if (offer.times.length)
		section.append(timesShow(offer, base));
	if (offer.depends_text)
		section.append(make('p', 'amtstermin__label', offer.depends_text));
	section.append(go, byShow(offer));
	return section;
}

// A sheet of its own needs no inline style, which the host's content security policy may forbid.
function stylesAdopt(root: ShadowRoot): void {
	const sheet = new CSSStyleSheet();

	sheet.replaceSync(styles);
	root.adoptedStyleSheets = [sheet];
}

async function linkReplace(link: HTMLAnchorElement): Promise<void> {
	const source = sourceOf(link);

	if (!source)
		return;
	const reply = await fetch(source, { credentials: 'omit', referrerPolicy: 'no-referrer' });

	if (!reply.ok)
		return;
	const element = document.createElement('div');
	const root = element.attachShadow({ mode: 'open' });

	stylesAdopt(root);
	root.append(offerShow(await reply.json() as Offer, source, link.dataset.heading ?? '2'));
	element.dataset.amtsterminElement = '';
	link.replaceWith(element);
}

function begin(): void {
	for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-amtstermin]'))
		linkReplace(link).catch(() => undefined);
}

if (document.readyState === 'loading')
	document.addEventListener('DOMContentLoaded', begin);
else
	begin();
