using System.Text.Json.Serialization;

namespace AutogradMaml.Examples.Records;

/// <summary>A line of the results of examples/Alphabets: how an approach did on alphabets that are learned one after another; shares from 0
/// to 1.</summary>
/// <param name="Method">The approach.</param>
/// <param name="JustLearned">Of an alphabet that was just learned, mean over all but the last.</param>
/// <param name="JustLearnedCi95">Half the width of its 95 % interval.</param>
/// <param name="End">Of all alphabets at the end.</param>
/// <param name="EndCi95">Half the width of its 95 % interval.</param>
/// <param name="Forgotten">The first less what is left of it at the end.</param>
/// <param name="ForgottenCi95">Half the width of its 95 % interval.</param>
/// <param name="Less">How much less is forgotten than by the approach that was trained in mixed order.</param>
/// <param name="LessCi95">Half the width of its 95 % interval.</param>
/// <param name="Mixed">Of all alphabets when the same drawings come in mixed order.</param>
/// <param name="MixedCi95">Half the width of its 95 % interval.</param>
/// <param name="After">After the first alphabet, after the second, ...: of the first, of the second, ...</param>
internal sealed record AlphabetRecord(
    string Method,
    [property: JsonPropertyName("just_learned")] double JustLearned,
    [property: JsonPropertyName("just_learned_ci95")] double JustLearnedCi95,
    double End,
    [property: JsonPropertyName("end_ci95")] double EndCi95,
    double Forgotten,
    [property: JsonPropertyName("forgotten_ci95")] double ForgottenCi95,
    [property: JsonPropertyName("forgotten_less_than_mixed")] double Less,
    [property: JsonPropertyName("forgotten_less_than_mixed_ci95")] double LessCi95,
    [property: JsonPropertyName("mixed_order")] double Mixed,
    [property: JsonPropertyName("mixed_order_ci95")] double MixedCi95,
    IReadOnlyList<IReadOnlyList<double>> After);
