import { perCustomer, type Shape, shape, type Workload, workload } from "./workload";

/** Gemini through the company's own gateway, which knows customer, feature and team. */
export function google(): Workload[] {
  const gateway = { provider: "google" as const, project: "tidewater-prod" };
  const voice = { ...gateway, product: "Voice Agent" as const, team: "voice", rhythm: "voice" as const };
  const thinking = (given: Shape, reasoning: number): Shape => ({ ...given, reasoning });
  return [
    ...perCustomer(
      [
        ["Corvid Retail", 0.3],
        ["Aldgate Freight", 0.25],
        ["Eastmoor Energy", 0.15],
        [null, 0.3],
      ],
      1950,
      {
        ...gateway,
        id: "translate-reply",
        product: "Support Copilot",
        feature: "translate-reply",
        team: "support",
        model: "gemini-2.5-flash",
        rhythm: "support",
        shape: thinking(shape(1400, 240, 0.35), 0.18),
      },
    ),
    ...perCustomer(
      [
        ["Delmar Bank", 0.3],
        ["Birchwood Clinics", 0.25],
        ["Corvid Retail", 0.15],
        [null, 0.18],
        ["Gullwing Media", 0.12],
      ],
      3300,
      {
        ...voice,
        id: "live-call",
        feature: "live-call",
        model: "gemini-2.5-flash",
        shape: thinking(shape(3300, 205, 0.72), 0.1),
        regressedRead: 0.38,
      },
    ),
    ...perCustomer(
      [
        ["Delmar Bank", 0.4],
        ["Birchwood Clinics", 0.3],
        [null, 0.3],
      ],
      1150,
      {
        ...voice,
        id: "call-summary",
        feature: "call-summary",
        model: "gemini-2.5-flash",
        shape: thinking(shape(2900, 320, 0.68), 0.25),
        regressedRead: 0.37,
      },
    ),
    workload({
      ...voice,
      id: "voice-staging",
      feature: "live-call",
      environment: "staging",
      model: "gemini-2.5-flash",
      monthly: { dollars: 60 },
      growth: 0.01,
      rhythm: "lab",
      shape: thinking(shape(3300, 205, 0.72), 0.1),
      regressedRead: 0.38,
    }),
    workload({
      ...gateway,
      id: "source-reading",
      product: "Research Agent",
      feature: "source-reading",
      environment: "production",
      team: "research",
      model: "gemini-2.5-pro",
      monthly: { dollars: 340 },
      rhythm: "research",
      shape: thinking(shape(14_000, 310, 0.15), 0.4),
    }),
    workload({
      ...gateway,
      id: "notebook",
      product: null,
      project: "tidewater-labs",
      environment: "development",
      model: "gemini-2.5-flash",
      monthly: { dollars: 40 },
      growth: -0.08,
      rhythm: "lab",
      shape: thinking(shape(2400, 420, 0.1), 0.3),
    }),
  ];
}
