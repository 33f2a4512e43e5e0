namespace AutogradMaml.Autograd;

/// <content>Making programs.</content>
public sealed partial class Tape<T>
{
    /// <summary>Makes a program of what leads from inputs to outputs: recorded once, run many times.</summary>
    /// <param name="inputs">What changes from run to run; each keeps its shape. Any variable may be an input: what it was computed from
    /// then plays no part.</param>
    /// <param name="outputs">What a run is to compute, derivatives for instance.</param>
    /// <param name="products">In which order chains of matrix products are computed: as recorded, so that a run gives the bits of recording
    /// anew, or in the order that costs least.</param>
    /// <exception cref="ArgumentException">The outputs need an input that is not named, or a derivative that was computed with
    /// <see cref="DerivativeUse.Final"/>.</exception>
    public Program<T> Compile(
        IReadOnlyList<Variable<T>> inputs, IReadOnlyList<Variable<T>> outputs, ProductOrder products = ProductOrder.AsRecorded)
        => Compile(inputs, outputs, products, RecomputationCosts.Measured);

    /// <summary>Makes a program whose inputs and outputs are found by name.</summary>
    /// <param name="inputs">What changes from run to run, by name.</param>
    /// <param name="outputs">What a run is to compute, by name.</param>
    /// <param name="products">In which order chains of matrix products are computed.</param>
    /// <exception cref="ArgumentException">As for the other overload.</exception>
    /// <example>
    /// <code>
    /// Variables&lt;float&gt; theta = parameters.On(tape);
    /// Program&lt;float&gt; program = tape.Compile(theta, tape.Gradient(loss, theta));
    /// using Workspace&lt;float&gt; workspace = program.CreateWorkspace();
    /// values.CopyTo(workspace.Input("0.weight"));
    /// </code>
    /// </example>
    public Program<T> Compile(Variables<T> inputs, Variables<T> outputs, ProductOrder products = ProductOrder.AsRecorded)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return ProgramCompiler<T>.Compile(
            this,
            inputs.Values.ToArray(),
            outputs.Values.ToArray(),
            ProgramCompiler<T>.Passes(products, RecomputationCosts.Measured),
            new ProgramNames(inputs.Names, outputs.Names));
    }

    /// <summary>What each pass of the compiler makes of a program, in order: from what was recorded to the program that
    /// <see cref="Compile(IReadOnlyList{Variable{T}}, IReadOnlyList{Variable{T}}, ProductOrder)"/> gives, whose listing is the
    /// last.</summary>
    /// <param name="inputs">What changes from run to run.</param>
    /// <param name="outputs">What a run is to compute.</param>
    /// <param name="products">In which order chains of matrix products are computed.</param>
    /// <exception cref="ArgumentException">As for <c>Compile</c>.</exception>
    public IReadOnlyList<ProgramPass> TracePasses(
        IReadOnlyList<Variable<T>> inputs, IReadOnlyList<Variable<T>> outputs, ProductOrder products = ProductOrder.AsRecorded)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        RequireUsable();
        List<ProgramPass> trace = [];
        ProgramCompiler<T>.Compile(this, inputs, outputs, ProgramCompiler<T>.Passes(products, RecomputationCosts.Measured), trace: trace);
        return trace;
    }

    /// <summary>Makes a program that computes anew what costs less than to store it, by the given costs.</summary>
    internal Program<T> Compile(
        IReadOnlyList<Variable<T>> inputs, IReadOnlyList<Variable<T>> outputs, ProductOrder products, RecomputationCosts costs)
        => Compile(inputs, outputs, ProgramCompiler<T>.Passes(products, costs));

    /// <summary>Makes a program with the passes that are given.</summary>
    internal Program<T> Compile(IReadOnlyList<Variable<T>> inputs, IReadOnlyList<Variable<T>> outputs, IReadOnlyList<Pass<T>> passes)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        RequireUsable();
        return ProgramCompiler<T>.Compile(this, inputs, outputs, passes);
    }
}
