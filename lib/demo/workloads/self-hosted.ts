import { perCustomer, shape, type Workload } from "./workload";

/** Llama on rented GPUs; each row carries its share of the rent. */
export function selfHosted(): Workload[] {
  const gpu = { provider: "self-hosted" as const, model: "llama-3.3-70b" };
  return [
    ...perCustomer(
      [
        ["Corvid Retail", 0.3],
        ["Aldgate Freight", 0.2],
        ["Fjordline Travel", 0.15],
        [null, 0.35],
      ],
      2250,
      {
        ...gpu,
        id: "ticket-summary",
        product: "Support Copilot",
        feature: "ticket-summary",
        team: "support",
        rhythm: "support",
        shape: shape(2050, 150, 0.41),
      },
    ),
    ...perCustomer(
      [
        ["Delmar Bank", 0.3],
        ["Eastmoor Energy", 0.25],
        [null, 0.45],
      ],
      1550,
      {
        ...gpu,
        id: "pr-summary",
        product: "Code Review",
        feature: "pr-summary",
        team: "dev-tools",
        rhythm: "coding",
        shape: shape(4100, 170, 0.3),
      },
    ),
  ];
}
