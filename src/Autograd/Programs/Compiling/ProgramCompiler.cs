using System.Diagnostics;
using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>Makes programs of what a tape has recorded.</summary>
internal static class ProgramCompiler<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The passes, in their order. Each takes a graph and gives another that computes the same, for less. Any of them may be left
    /// out but pruning, behind which views are no instructions any more.</summary>
    /// <param name="products">In which order chains of matrix products are computed.</param>
    /// <param name="costs">What is computed anew rather than stored.</param>
    public static IReadOnlyList<Pass<T>> Passes(ProductOrder products, RecomputationCosts costs) =>
    [
        new("folding", Folding<T>.Run),
        new("broadcasts", Broadcasts<T>.Run),
        new("signs", Signs<T>.Run),
        new("sharing", Sharing<T>.Run),
        new("stand-ins", StandIns<T>.Run),
        new("pruning", Pruning<T>.Run),
        .. products == ProductOrder.Cheapest ? [new("reassociation", Reassociation<T>.Run)] : (Pass<T>[])[],
        new("absorption", Absorption<T>.Run),
        new("gathering", Gathering<T>.Run),
        new("recomputation", graph => Recomputation<T>.Run(graph, costs)),
    ];

    /// <summary>Makes a program: takes what the outputs need from the tape, sends it through the passes, and finds a place for every
    /// value.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="inputs">The program's inputs.</param>
    /// <param name="outputs">The program's outputs.</param>
    /// <param name="passes">The passes.</param>
    /// <param name="names">The names of inputs and outputs, if they have any.</param>
    /// <param name="trace">Where each pass is noted with what it made; by default nowhere.</param>
    public static Program<T> Compile(
        Tape<T> tape,
        IReadOnlyList<Variable<T>> inputs,
        IReadOnlyList<Variable<T>> outputs,
        IReadOnlyList<Pass<T>> passes,
        ProgramNames? names = null,
        ICollection<ProgramPass>? trace = null)
    {
        names ??= ProgramNames.None;
        long start = Stopwatch.GetTimestamp();
        ProgramGraph<T> graph = Slicing<T>.Run(tape, inputs, outputs);
        Note("slicing");
        foreach (Pass<T> pass in passes)
        {
            graph = pass.Run(graph);
            Note(pass.Name);
        }

        Program<T> program = Assembly<T>.Run(graph, names);
        Note("planning", program);
        return program;

        void Note(string name, Program<T>? made = null)
        {
            if (trace is not null)
            {
                double time = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
                int views = graph.Instructions.Count(static instruction => instruction.Operation.IsView);
                string listing = made?.ToString() ?? ProgramText.Of(graph, names);
                trace.Add(new(name, graph.Instructions.Count - views, graph.Runs.Count - views, time, listing));
                start = Stopwatch.GetTimestamp();
            }
        }
    }
}
