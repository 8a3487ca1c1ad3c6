// Copying texts, which browsers allow only on secure pages.

import { toast } from "./toasts.js";

// Whether the text was copied; tells the person where it could not be.
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    toast("The browser does not let pages copy here. Select the text and press Ctrl+C.", { kind: "warning" });
    return false;
  }
}
