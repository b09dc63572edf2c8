/** The address of a style sheet that the bundler has put aside. */
declare module "*.css?url" {
  const address: string;
  export default address;
}
/** The address of a worker, bundled by itself. */
declare module "*?worker&url" {
  const address: string;
  export default address;
}
