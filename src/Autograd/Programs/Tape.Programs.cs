namespace AutogradMaml.Autograd;

/// <content>Making programs.</content>
public sealed partial class Tape<T>
{
    /// <summary>Makes a program of what leads from inputs to outputs: recorded once, run many times.</summary>
    /// <param name="inputs">What changes from run to run; each keeps its shape. Any variable may be an input: what it was computed from then
    /// plays no part.</param>
    /// <param name="outputs">What a run is to compute, derivatives for instance.</param>
    /// <param name="products">In which order chains of matrix products are computed: as recorded, so that a run gives the bits of recording anew, or in the order
    /// that costs least.</param>
    /// <exception cref="ArgumentException">The outputs need an input that is not named, or a derivative that was computed with
    /// <see cref="DerivativeUse.Final"/>.</exception>
    public Program<T> Compile(IReadOnlyList<Variable<T>> inputs, IReadOnlyList<Variable<T>> outputs, ProductOrder products = ProductOrder.AsRecorded)
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
        ProgramCompiler<T> compiled = new(this, inputs.Values.ToArray(), outputs.Values.ToArray(), products, RecomputationCosts.Measured);
        return new Program<T>(compiled, new ProgramNames(inputs.Names, outputs.Names));
    }

    /// <summary>Makes a program that computes anew what costs less than to store it, by the given costs.</summary>
    internal Program<T> Compile(IReadOnlyList<Variable<T>> inputs, IReadOnlyList<Variable<T>> outputs, ProductOrder products, RecomputationCosts costs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        RequireUsable();
        return new Program<T>(new ProgramCompiler<T>(this, inputs, outputs, products, costs));
    }
}
