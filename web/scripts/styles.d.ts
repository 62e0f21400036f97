// The build puts a style sheet's text in its place.
declare module '*.css' {
	const text: string;
	export default text;
}
