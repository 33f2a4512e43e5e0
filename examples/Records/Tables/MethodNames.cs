namespace AutogradMaml.Examples.Records;

/// <summary>What the pages call methods, whose names in records are those of the command line.</summary>
internal static class MethodNames
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["maml"] = "MAML",
        ["maml++"] = "MAML++",
        ["fomaml"] = "FOMAML",
        ["reptile"] = "Reptile",
        ["pretrained"] = "pre-trained",
        ["meta-sgd"] = "Meta-SGD",
        ["imaml"] = "iMAML",
        ["anil"] = "ANIL",
        ["boil"] = "BOIL",
        ["mr-maml"] = "MR-MAML",
        ["protomaml"] = "ProtoMAML",
        ["r2d2"] = "R2-D2",
        ["prototypical"] = "prototypical network",
        ["soft-k-means"] = "soft k-means network",
        ["matching"] = "matching network",
        ["siamese"] = "Siamese network",
        ["cavia-1"] = "CAVIA, context of 1",
        ["cavia-2"] = "CAVIA, context of 2",
        ["cavia-5"] = "CAVIA, context of 5",
    };

    /// <summary>The name of a method on the pages.</summary>
    public static string Of(string method) => Names.GetValueOrDefault(method, method);
}
