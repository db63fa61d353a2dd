import {
  type Claim,
  type Claims,
  GUARANTEE_NAMES,
  GUARANTEES,
  type GuaranteeName,
} from "./guarantee.ts";

type Overrides = Readonly<{ [Name in GuaranteeName]?: Claim | undefined }>;

const URL_WATCHED: ReadonlySet<GuaranteeName> = new Set(["identity", "clock"]);

/** The demo claims all that is built: its contract sets limits, so deadlines too. */
export function demoClaims(overrides: Overrides = {}): Claims {
  return claims(() => "claimed", overrides);
}

/**
 * Towards a server that somebody else runs: identity and clock are watched, since nobody promised them;
 * deadlines are claimed when there are limits, pairing when the contract has spans, and both are off otherwise.
 */
export function urlClaims(
  given: { readonly deadlines: boolean; readonly spans: boolean },
  overrides: Overrides = {},
): Claims {
  return claims((name) => {
    if (URL_WATCHED.has(name)) return "watched";
    if (name === "deadline" && !given.deadlines) return "off";
    return name === "pairing" && !given.spans ? "off" : "claimed";
  }, overrides);
}

/** What is not built yet stays off, whatever was asked: nothing could stand behind the claim. */
function claims(byDefault: (name: GuaranteeName) => Claim, overrides: Overrides): Claims {
  const claim = (name: GuaranteeName): Claim =>
    isLater(name) ? "off" : (overrides[name] ?? byDefault(name));
  return Object.fromEntries(GUARANTEE_NAMES.map((name) => [name, claim(name)])) as Claims;
}

/** Named among the guarantees, and not built yet. */
export function isLater(name: GuaranteeName): boolean {
  return "later" in GUARANTEES[name];
}
