using AutogradMaml.Catalogue;

namespace AutogradMaml.Benchmarks.Operations;

/// <summary>An operation of the catalogue, and up to which derivative it is computed.</summary>
/// <param name="Name">The name of the catalogue's row.</param>
/// <param name="Order">0 for the value, 1 for the vector-Jacobian product, 2 for the vector-Jacobian product of that.</param>
public sealed record OperationCase(string Name, int Order)
{
    /// <summary>All operations with all orders that they have, in the order of the catalogue.</summary>
    public static IEnumerable<OperationCase> All
        => from row in OperationCatalogue<float>.Rows
           from order in row.Constant is null ? (int[])[0, 1, 2] : [0]
           select new OperationCase(row.Name, order);

    /// <summary>A few operations of every kind.</summary>
    public static IEnumerable<OperationCase> Few => All.Where(static one => Typical.Contains(one.Name));

    private static IReadOnlyList<string> Typical { get; } =
    [
        "add", "tanh", "relu", "sum of all", "log-softmax", "matrix product", "convolve", "max pool",
    ];

    /// <inheritdoc/>
    public override string ToString() => Order switch
    {
        0 => Name,
        1 => $"{Name}, VJP",
        _ => $"{Name}, double VJP",
    };
}
