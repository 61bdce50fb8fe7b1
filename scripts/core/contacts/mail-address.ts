import { z } from "zod";

const WORD = String.raw`[A-Za-z0-9!#$%&'*+/=?^_{|}~\u0060-]+`;
const LABEL = String.raw`[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?`;

/** An address that every mail server takes: of the characters that RFC 5322 lets stand unquoted, at a domain in letters of any language that does not end in a number. */
export const mailAddress = z.email({ pattern: new RegExp(String.raw`^${WORD}(?:\.${WORD})*@(?:${LABEL}\.)+(?!\p{N}+$)${LABEL}$`, "u"), error: "is no mail address" });
