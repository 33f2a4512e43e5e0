namespace AutogradMaml.Examples.Patients;

/// <summary>What the methods are called in the table and in the files.</summary>
internal static class MethodNames
{
    /// <summary>The name of a method.</summary>
    /// <param name="method">The method.</param>
    public static string Of(Method method) => method switch
    {
        Method.Population => "population curve",
        Method.OwnSamples => "own samples alone",
        Method.Hierarchical => "hierarchical",
        Method.MetaLearned => "meta-sgd",
        Method.BlackBox => "black box",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "No such method."),
    };
}
