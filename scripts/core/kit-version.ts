/** This kit's version, as manifests name it; the same as in package.json. */
export const KIT_VERSION = "0.1.0";
