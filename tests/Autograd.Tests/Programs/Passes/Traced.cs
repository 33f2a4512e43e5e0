namespace AutogradMaml.Autograd.Tests.Programs.Passes;

/// <summary>Graphs between the passes of the compiler.</summary>
internal static class Traced
{
    /// <summary>The graph that a pass makes, those before it included; "slicing" for the graph before all of them.</summary>
    public static ProgramGraph<double> After(string pass, Variable<double>[] inputs, params Variable<double>[] outputs)
        => After(pass, RecomputationCosts.Measured, inputs, outputs);

    /// <summary>The same with some costs of computing anew.</summary>
    public static ProgramGraph<double> After(
        string pass, RecomputationCosts costs, Variable<double>[] inputs, params Variable<double>[] outputs)
    {
        ProgramGraph<double> graph = Slicing<double>.Run(outputs[0].Tape, inputs, outputs);
        if (pass == "slicing")
        {
            return graph;
        }

        foreach (Pass<double> next in ProgramCompiler<double>.Passes(ProductOrder.Cheapest, costs))
        {
            graph = next.Run(graph);
            if (next.Name == pass)
            {
                return graph;
            }
        }

        throw new ArgumentException($"There is no pass '{pass}'.");
    }

    /// <summary>The lines of a graph, between its inputs and its outputs.</summary>
    public static string[] Lines(ProgramGraph<double> graph)
        => [.. ProgramText.Of(graph, ProgramNames.None).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(
                static line => !line.Contains("= input", StringComparison.Ordinal)
                    && !line.StartsWith("output", StringComparison.Ordinal))];

    /// <summary>What a graph's outputs are.</summary>
    public static string[] Outputs(ProgramGraph<double> graph)
        => [.. ProgramText.Of(graph, ProgramNames.None).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(static line => line.StartsWith("output", StringComparison.Ordinal))];
}
