// Runs before all else: what the page begins with is asked for while its scripts are still on their way.
const asked = new URLSearchParams(location.hash.slice(1));
const names = asked.getAll("e").map((name) => `name=${encodeURIComponent(name)}`);
const headers = { "Accept-Language": asked.get("lang") ?? document.documentElement.lang };
const addresses = [...(names.length ? [`view?${names.join("&")}`] : []), "lab", "experiments"];

/** Address → its answer, to be taken once. */
window.early = new Map(addresses.map((address) => [address, fetch(`api/${address}`, { headers })]));
