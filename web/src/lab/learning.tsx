// The lessons, which are fetched when somebody wants to learn.
import { useLoaded } from "./loaded";
import { _ } from "./words";

export function Learning() {
  const Learn = useLoaded(() => import("../learn/learn"));
  return Learn ? <Learn /> : <p class="soft waiting">{_("Loading…")}</p>;
}
