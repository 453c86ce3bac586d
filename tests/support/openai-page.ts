/** A page of OpenAI's usage report with one whole day, 1 October 2026; each result as the report states it. */
export const openaiPage = (results: readonly object[]): string =>
  JSON.stringify({
    object: "page",
    has_more: false,
    next_page: null,
    data: [
      {
        object: "bucket",
        start_time: Date.UTC(2026, 9, 1) / 1000,
        end_time: Date.UTC(2026, 9, 2) / 1000,
        results: results.map((result) => ({
          object: "organization.usage.completions.result",
          input_cached_tokens: 0,
          num_model_requests: 1,
          model: "gpt-5",
          ...result,
        })),
      },
    ],
  });
