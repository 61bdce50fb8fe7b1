import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules", "dist", ".lab", ".lab-*", "drills", "coverage"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      // A number or a boolean in a sentence is meant; an object is a mistake, and still refused.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // A Port may promise what a pure stand-in has at once.
      "@typescript-eslint/require-await": "off",
      // Matters of taste, where the strict set is stricter than it is useful.
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/no-meaningless-void-operator": "off",
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportAllDeclaration", message: "No barrels: import from the file that owns it." },
        { selector: "ExportDefaultDeclaration", message: "A thing has one name everywhere: export it by that." },
      ],
      eqeqeq: "error",
    },
  },
  // vitest and the Pulumi engine ask for a default export.
  { files: ["*.config.ts", "infra/index.ts"], rules: { "no-restricted-syntax": "off" } },
);
