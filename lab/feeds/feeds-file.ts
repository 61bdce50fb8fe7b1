import { join } from "node:path";
import type { Place } from "../place.ts";

/** Where the daemon tells the vendors' pages what is broken, and since when. */
export const feedsFile = (place: Pick<Place, "directory">): string => join(place.directory, "feeds.json");
