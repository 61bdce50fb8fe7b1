/** Where Cloud Storage answers unless the settings say otherwise. */
export const GOOGLE_STORAGE = "https://storage.googleapis.com";
