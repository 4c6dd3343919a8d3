import { didYouMean } from "#core/nearest.ts";
import { crossCheck } from "#inventory/cross-check.ts";
import type { Clock } from "#inventory/cross-check.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import { showCount, showNames } from "#inventory/show.ts";
import type { Written } from "#inventory/written.ts";
import {
  addNeeds,
  areSeats,
  countSeats,
  findShortage,
  licencesByProduct,
  listDemands,
  seatsOf,
  showBookings,
  suitesByHost,
} from "#licensing/seats.ts";

/** The house has licences of what its suites work with, and as many seats as are taken at the same time. */
export const enoughSeats = crossCheck(
  {
    "no-licence": "the house has a licence of every product that somebody needs",
    "too-few-seats": "there are seats for all who are booked at the same time, and for every suite alone, whatever day they end",
  },
  function* (written, clock) {
    yield* checkProducts(written);
    yield* checkSeats(written, clock);
  },
);

// Guessing what was meant costs a comparison with every product.
const mostGuesses = 100;

function* checkProducts(written: Written): Generator<Problem> {
  const known = new Set([...written.licences.values()].map(({ product }) => product));
  const guesses = new Map<string, string>();
  for (const { product, path, who } of listProducts(written)) {
    if (known.has(product)) continue;
    if (!guesses.has(product)) guesses.set(product, guesses.size < mostGuesses ? didYouMean(product, [...known]) : "");
    yield {
      id: "no-licence",
      path,
      message: `${who} needs ${product}, of which the house has no licence${guesses.get(product)}`,
      hint: known.size === 0 ? "No file has any `licences`." : `There are licences of ${showNames([...known])}.`,
    };
  }
}

/** Every place where a product is named that somebody needs. */
function* listProducts({ suites, bookings, software }: Written): Generator<{ product: string; path: Path; who: string }> {
  for (const [id, { products }] of suites)
    for (const [i, { product }] of products.entries())
      yield { product, path: ["suites", id, "products", i, "product"], who: `suite ${id}` };
  for (const [id, { products }] of bookings)
    for (const [i, { product }] of products.entries())
      yield { product, path: ["bookings", id, "products", i, "product"], who: `booking ${id}` };
  for (const [id, { application }] of software)
    if (application?.product !== undefined)
      yield { product: application.product, path: ["software", id, "application", "product"], who: `software ${id}` };
}

function* checkSeats(written: Written, clock: Clock): Generator<Problem> {
  const demands = listDemands(written, clock);
  const ofHost = suitesByHost(written);
  const booked = new Set([...demands.values()].flat().map(({ suite }) => suite));
  const alone = Map.groupBy(
    [...written.suites]
      .filter(([suite]) => !booked.has(suite))
      .flatMap(([suite, { products }]) => [...addNeeds(products)].map(([product, need]) => ({ suite, product, ...need }))),
    ({ product }) => product,
  );
  for (const [product, licences] of licencesByProduct(written)) {
    const seats = countSeats(licences, ofHost);
    const related = ["licences", licences[0]?.id ?? "", "count"];
    const shortage = findShortage(demands.get(product) ?? [], seats);
    const last = shortage?.demands.at(-1);
    if (shortage !== undefined && last !== undefined)
      yield {
        id: "too-few-seats",
        path: ["bookings", last.booking],
        on: "key",
        message: `${showBookings(shortage.demands)} ${showCount(shortage.needed, "seat")} of ${product} at ${shortage.at}, and there ${areSeats(shortage.seats)}`,
        related,
      };
    for (const { suite, count, at } of alone.get(product) ?? [])
      if (count > seatsOf(seats, suite))
        yield {
          id: "too-few-seats",
          path: ["suites", suite, "products", at],
          message: `suite ${suite} needs ${showCount(count, "seat")} of ${product}, and there ${areSeats(seatsOf(seats, suite))} for it`,
          related,
        };
  }
}
