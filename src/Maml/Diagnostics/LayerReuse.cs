using System.Text.Json;

namespace AutogradMaml.Maml;

/// <summary>How much a module of a net changes while adapting, and how much that matters.</summary>
/// <param name="Module">The module's name.</param>
/// <param name="GradientNorm">The norm of its inner gradient at the start; 0 where it does not adapt.</param>
/// <param name="LossWhenFrozen">The query loss after adaptation where this module stays as it starts.</param>
/// <param name="AccuracyWhenFrozen">The accuracy on the queries where this module stays as it starts; null where targets are no class
/// numbers.</param>
/// <param name="Similarity">Linear centred kernel alignment of its outputs for the query inputs before and after adaptation, from 0 to 1; 1
/// where they are the same but for turning and scaling.</param>
/// <param name="Correlation">The mean canonical correlation of the same outputs, of the directions that hold 99 % of their variance
/// (SVCCA), from 0 to 1; 1 where each is an invertible linear map of the other.</param>
public sealed record LayerReuse(
    string Module, Estimate GradientNorm, Estimate LossWhenFrozen, Estimate? AccuracyWhenFrozen, Estimate Similarity, Estimate Correlation)
{
    /// <summary>Writes the numbers as an object.</summary>
    internal void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("module", Module);
        GradientNorm.WriteJson(writer, "gradientNorm");
        LossWhenFrozen.WriteJson(writer, "lossWhenFrozen");
        AccuracyWhenFrozen?.WriteJson(writer, "accuracyWhenFrozen");
        Similarity.WriteJson(writer, "similarity");
        Correlation.WriteJson(writer, "correlation");
        writer.WriteEndObject();
    }
}
