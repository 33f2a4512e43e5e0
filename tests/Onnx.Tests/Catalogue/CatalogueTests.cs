using AutogradMaml.Catalogue;
using AutogradMaml.Onnx.Rules;

namespace AutogradMaml.Onnx.Tests.Catalogue;

/// <summary>Every operation of the catalogue as a model: value, gradient and Hessian-vector product by ONNX Runtime as by the
/// library.</summary>
public class CatalogueTests
{
    private const double Tolerance = 1e-5;

    // The rows that can't be written, each with the operation that is refused first.
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["log gamma"] = "log gamma",
        ["digamma"] = "digamma",
        ["polygamma 1"] = "polygamma(1)",
        ["polygamma 3"] = "polygamma(3)",
        ["polygamma 4"] = "polygamma(4)",
        ["inverse erf"] = "inverse erf",
        ["orthogonal factor"] = "qr",
        ["triangular factor"] = "qr",
        ["symmetric eigenvalues"] = "symmetric eigen",
        ["symmetric eigenvectors"] = "symmetric eigen",
        ["singular values"] = "singular values",
        ["left singular vectors"] = "singular values",
        ["right singular vectors"] = "singular values",
        ["host call"] = "host call 'square'",
        ["a user's operation"] = "cube",
    };

    // The row whose inside is not on the tape.
    private static readonly string[] NotInPrograms = ["checkpoint"];

    public static TheoryData<string> Written =>
    [
        .. OperationCatalogue<float>.Rows.Select(static row => row.Name)
            .Where(static name => !Refused.ContainsKey(name) && !NotInPrograms.Contains(name)),
    ];

    [Theory]
    [MemberData(nameof(Written))]
    public void A_host_gives_the_same_numbers(string name)
    {
        Assert.InRange(ExportedRow.Distance(OperationCatalogue<float>.Named(name)), 0, Tolerance);
    }

    [Fact]
    public void What_is_refused_is_known_by_name()
    {
        Dictionary<string, string> refused = [];
        HashSet<string> kinds = [];
        int written = 0;
        foreach (OperationRow<float> row in OperationCatalogue<float>.Rows.Where(static row => row.NotReplayable is null))
        {
            IReadOnlyList<RefusedOperation> operations = ExportedRow.FindRefused(row, kinds);
            written += operations.Count == 0 ? 1 : 0;
            if (operations.Count > 0)
            {
                refused.Add(row.Name, operations[0].Name);
            }
        }

        Assert.Equal(Refused.OrderBy(static entry => entry.Key), refused.OrderBy(static entry => entry.Key));
        Assert.Equal(311, written);
        Assert.Equal(327, OperationCatalogue<float>.Rows.Count);
        Assert.Equal(
            NotInPrograms,
            OperationCatalogue<float>.Rows.Where(static row => row.NotReplayable is not null).Select(static row => row.Name));

        // And no rule is there that nothing meets.
        Assert.Empty(RuleTable.Kinds.Except(kinds));
    }
}
