using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>What a <see cref="MemoryPolicy{T}"/> remembers by: from what it reads at each step, [observation, last action, its reward,
/// end], and what it remembered before, to what it remembers now. A pure description, which holds no parameters.</summary>
/// <typeparam name="T">The element type.</typeparam>
public abstract class PolicyMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The memory in words, with all its numbers.</summary>
    public abstract string Description { get; }

    /// <summary>The parameters.</summary>
    public abstract IReadOnlyList<ParameterSpecification<T>> Parameters { get; }

    /// <summary>How many numbers it reads at each step.</summary>
    public abstract int Inputs { get; }

    /// <summary>How many numbers it tells after each step.</summary>
    public abstract int Outputs { get; }

    /// <summary>The arrays that it is, by their shapes for one trial: [layers, numbers].</summary>
    public abstract IReadOnlyList<Shape> StateShapes { get; }

    /// <summary>Reads sequences.</summary>
    /// <param name="parameters">The parameters, each with or without a task axis in front.</param>
    /// <param name="inputs">What is read, [tasks, trials, steps, <see cref="Inputs"/>].</param>
    /// <param name="states">The memory before the first step, [tasks, layers, trials, numbers] each; none for an empty one.</param>
    /// <returns>What it tells after each step, [tasks, trials, steps, <see cref="Outputs"/>], and the memory after the last.</returns>
    public abstract (Variable<T> Output, Variable<T>[] States) RunFrom(
        Variables<T> parameters, Variable<T> inputs, params ReadOnlySpan<Variable<T>> states);

    /// <summary>What the memory tells, and the task beside it, for a critic that sees both.</summary>
    /// <param name="told">[tasks, steps, <see cref="Outputs"/>].</param>
    /// <param name="task">[tasks, numbers].</param>
    /// <returns>[tasks, steps, <see cref="Outputs"/> + numbers]; by default the task behind what is told.</returns>
    public virtual Variable<T> Beside(Variable<T> told, Variable<T> task)
        => Variable.Concatenate<T>([told, task.InsertAxis(1).BroadcastTo(told.Shape.With(2, task.Shape[1]))], 2);
}
