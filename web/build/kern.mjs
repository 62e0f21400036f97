// Cuts out of KERN what the pages use, and makes its left and right logical.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import postcss from 'postcss';

const require = createRequire(import.meta.url);

const LOGICAL = {
	left: 'inset-inline-start',
	right: 'inset-inline-end',
	'margin-left': 'margin-inline-start',
	'margin-right': 'margin-inline-end',
	'padding-left': 'padding-inline-start',
	'padding-right': 'padding-inline-end',
	'border-left': 'border-inline-start',
	'border-right': 'border-inline-end',
	'border-left-width': 'border-inline-start-width',
	'border-right-width': 'border-inline-end-width',
	'border-left-color': 'border-inline-start-color',
	'border-right-color': 'border-inline-end-color',
	'border-left-style': 'border-inline-start-style',
	'border-right-style': 'border-inline-end-style',
	'border-top-left-radius': 'border-start-start-radius',
	'border-top-right-radius': 'border-start-end-radius',
	'border-bottom-left-radius': 'border-end-start-radius',
	'border-bottom-right-radius': 'border-end-end-radius',
};

const SIDES = { left: 'start', right: 'end' };
const SIDES_OF_FLOAT = { left: 'inline-start', right: 'inline-end' };

// Ticks, dots and the like are drawn within their box and stay where they are.
const DRAWN = /::?(before|after)/;

function declarationMakeLogical(decl) {
	if (LOGICAL[decl.prop] && !DRAWN.test(decl.parent.selector ?? ''))
		decl.prop = LOGICAL[decl.prop];
	else if (decl.prop === 'text-align')
		decl.value = SIDES[decl.value] ?? decl.value;
	else if (decl.prop === 'float')
		decl.value = SIDES_OF_FLOAT[decl.value] ?? decl.value;
	else if (decl.prop === 'margin' || decl.prop === 'padding')
		sidesMakeLogical(decl);
}

// "padding: 1px 2px 3px 4px" names its left and right, too.
function sidesMakeLogical(decl) {
	const parts = postcss.list.space(decl.value);
	if (parts.length !== 4 || parts[1] === parts[3])
		return;
	decl.cloneBefore({ prop: `${decl.prop}-block`, value: `${parts[0]} ${parts[2]}` });
	decl.cloneBefore({ prop: `${decl.prop}-inline`, value: `${parts[3]} ${parts[1]}` });
	decl.remove();
}

// A selector is used when no class it demands is missing from the pages. Lists in :is() and :not() demand nothing.
function selectorIsUsed(selector, words) {
	const demanded = selector.replace(/:(is|not|has|where)\((?:[^()]|\([^()]*\))*\)/g, '');
	return [...demanded.matchAll(/\.([\w-]+)/g)].every(([, name]) => words.has(name));
}

function rulesCut(root, words) {
	root.walkRules((rule) => {
		if (rule.parent.name?.endsWith('keyframes'))
			return;
		rule.selectors = rule.selectors.filter((s) => selectorIsUsed(s, words));
		if (!rule.selectors.length || !rule.selector)
			rule.remove();
	});
	root.walkAtRules((at) => {
		if (at.name === 'charset' || at.name === 'font-face' || (at.nodes && !at.nodes.length))
			at.remove();
	});
	root.walkComments((comment) => comment.remove());
}

// Custom properties nobody reads, again and again, since some are read only by others of them.
function propertiesCut(root, own) {
	for (let removed = 1; removed; ) {
		const read = new Set([...(root.toString() + own).matchAll(/var\((--[\w-]+)/g)].map((m) => m[1]));
		removed = 0;
		root.walkDecls(/^--/, (decl) => {
			if (read.has(decl.prop))
				return;
			decl.remove();
			removed++;
		});
	}
	root.walkRules((rule) => {
		if (!rule.nodes.length)
			rule.remove();
	});
}

// words: every word in the templates and scripts. own: our styles, which read KERN's properties.
export function kernCut(words, own) {
	const file = require.resolve('@kern-ux/native/dist/kern.css');
	const root = postcss.parse(readFileSync(file, 'utf8'), { from: file });

	rulesCut(root, words);
	root.walkDecls(declarationMakeLogical);
	propertiesCut(root, own);
	return root.toString();
}
