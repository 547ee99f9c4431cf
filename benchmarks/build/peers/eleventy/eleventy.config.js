export default function (config) {
  config.setServerOptions({});
  return { dir: { input: "content", includes: "../_includes", output: "public" } };
}
