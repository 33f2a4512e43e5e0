using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>
/// Adaptation to a task: K steps of an optimizer on the support loss, theta_(k+1) = theta_k - alpha * direction(grad L_support(theta_k)),
/// all recorded on the tape, so that whatever is computed from theta_K can be differentiated by theta_0.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class InnerLoop<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _stepSizeCount;

    /// <summary>Describes the loop.</summary>
    /// <param name="model">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="stepSize">The size of the inner steps.</param>
    /// <param name="optimizer">The rule of the inner steps; by default plain gradient descent.</param>
    public InnerLoop(Module<T> model, LossFunction<T> loss, InnerStepSize<T> stepSize, Optimizer<T>? optimizer = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(stepSize);
        Model = model;
        Loss = loss;
        StepSize = stepSize;
        Optimizer = optimizer ?? new Sgd<T>();
        _stepSizeCount = stepSize.InitialMetaParameters(model).Count;
    }

    /// <summary>The net.</summary>
    public Module<T> Model { get; }

    /// <summary>The loss.</summary>
    public LossFunction<T> Loss { get; }

    /// <summary>The size of the inner steps.</summary>
    public InnerStepSize<T> StepSize { get; }

    /// <summary>The rule of the inner steps.</summary>
    public Optimizer<T> Optimizer { get; }

    /// <summary>Draws the initial meta-parameters: the net's parameters, and the learned step sizes if there are any.</summary>
    /// <param name="seed">The seed.</param>
    public Parameters<T> InitializeMetaParameters(ulong seed) => Model.Initialize(seed).Concat(StepSize.InitialMetaParameters(Model));

    /// <summary>The net's own part of the meta-parameters.</summary>
    /// <param name="metaParameters">What <see cref="InitializeMetaParameters"/> laid out.</param>
    /// <exception cref="ArgumentException">Their number is not that of this loop.</exception>
    public Variables<T> ModelParameters(Variables<T> metaParameters)
    {
        ArgumentNullException.ThrowIfNull(metaParameters);
        int count = Model.Parameters.Count;
        if (metaParameters.Count != count + _stepSizeCount)
        {
            throw new ArgumentException(
                $"Got {metaParameters.Count} meta-parameters, expected {count + _stepSizeCount}: {count} of the net and {_stepSizeCount} learned step " +
                $"sizes, as {nameof(InitializeMetaParameters)} lays them out.",
                nameof(metaParameters));
        }

        return _stepSizeCount == 0 ? metaParameters : new(metaParameters.Take(count));
    }

    /// <summary>Adapts to the support set.</summary>
    /// <param name="metaParameters">The meta-parameters.</param>
    /// <param name="inputs">[shots, features...], or with the task axis [tasks, shots, features...].</param>
    /// <param name="targets">[shots, outputs...], with the task axis in front where there is one.</param>
    /// <param name="steps">K, the number of inner steps; zero or more.</param>
    /// <param name="hasTaskAxis">Whether the first axis of the data is the task axis; then each task gets parameters of its own, [tasks, ...].</param>
    /// <param name="gradient">What becomes of the inner gradients when the result is differentiated; exact unless said otherwise.</param>
    /// <param name="batch">How many examples each step sees; step k takes the k-th run of that many, starting over at the end. All, by
    /// default.</param>
    /// <param name="use">When the inner gradients are not differentiated: whether their operations are dropped right away (and with a detached
    /// gradient those of the whole step), or kept on the tape because it is to become a program.</param>
    /// <returns>The parameters and support losses along the way.</returns>
    /// <remarks>Cost: K support gradients. Memory: the recorded operations of all steps; when the gradient is detached and the use final, one step's
    /// operations and the parameters before and after each step.</remarks>
    public Trajectory<T> Adapt(
        Variables<T> metaParameters,
        Variable<T> inputs,
        Variable<T> targets,
        int steps,
        bool hasTaskAxis = false,
        InnerGradient gradient = InnerGradient.Exact,
        int? batch = null,
        DerivativeUse use = DerivativeUse.Final)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        RequireDefined(gradient);
        Variables<T> theta = ModelParameters(metaParameters);
        ReadOnlySpan<Variable<T>> sizes = metaParameters.Values[theta.Count..];
        int exampleAxis = hasTaskAxis ? 1 : 0;
        int batches = Batches(inputs.Shape[exampleAxis], batch);
        if (gradient == InnerGradient.Detached)
        {
            theta = theta.Detach();
        }

        if (hasTaskAxis)
        {
            int tasks = inputs.Shape[0];
            theta = theta.Map(parameter => parameter.BroadcastTo(parameter.Shape.Prepend(tasks)));
        }

        Tape<T> tape = inputs.Tape;
        int previous = tape.Count;
        OptimizerState<T> state = Optimizer.InitialState(theta);
        List<Variables<T>> parameters = [theta];
        List<Variable<T>> losses = [];
        for (int step = 0; step < steps; step++)
        {
            int before = tape.Count;
            Variable<T> x = batch is { } size ? inputs.Slice(exampleAxis, step % batches * size, size) : inputs;
            Variable<T> y = batch is { } same ? targets.Slice(exampleAxis, step % batches * same, same) : targets;
            Variable<T> loss = LossAt(theta, x, y, exampleAxis, Pass<T>.Evaluation.AtInnerStep(step));

            // The losses of different tasks share no parameter, so the gradient of their sum is each task's own gradient.
            Variable<T> total = hasTaskAxis ? loss.Sum() : loss;
            Variables<T> inner = gradient == InnerGradient.Exact
                ? tape.Gradient(total, theta)
                : tape.Gradient(total, theta, use).Detach();
            (theta, state) = Optimizer.Step(theta, inner, state, StepSize.At(theta, sizes, step));
            if (gradient == InnerGradient.Detached)
            {
                theta = theta.Detach();
                state = state.Detach();
                if (use == DerivativeUse.Final)
                {
                    // From the step before on: that is where the state lies that this step has replaced.
                    tape.ReleaseFrom(
                        previous,
                        [
                            .. parameters[^1].Values, .. losses.TakeLast(1), loss, .. theta.Values,
                            .. state.Moments.SelectMany(static moment => moment.Select(entry => entry.Value)), .. state.Numbers,
                        ]);
                    previous = before;
                }
            }

            losses.Add(loss);
            parameters.Add(theta);
        }

        return new(parameters, losses);
    }

    /// <summary>The pass of a query set after some inner steps. Layers with values for each inner step use those of the last step taken: query loss n is
    /// measured with what step n - 1 was taken with.</summary>
    internal static Pass<T> QueryPass(int steps) => Pass<T>.Evaluation.AtInnerStep(Math.Max(0, steps - 1));

    /// <summary>The loss of given parameters on a data set: a single number, or [tasks].</summary>
    /// <exception cref="ArgumentException">The loss function gave another shape.</exception>
    internal Variable<T> LossAt(Variables<T> parameters, Variable<T> inputs, Variable<T> targets, int taskAxes, Pass<T>? pass = null)
    {
        Variable<T> loss = Loss(Model.Forward(parameters, inputs, pass), targets, taskAxes);

        // A mean that runs over the tasks as well would make every task's gradient too small by their number, and nothing else would show it.
        Shape expected = taskAxes == 0 ? Shape.Scalar : [inputs.Shape[0]];
        return loss.Shape == expected || (taskAxes == 0 && loss.Shape.ElementCount == 1)
            ? loss
            : throw new ArgumentException(
                $"The loss function gave shape {loss.Shape} for {taskAxes} task axes, expected {expected}: reduce over all axes but the first taskAxes.");
    }

    /// <summary>Throws unless the value is one of the enumeration: another one must not pass for first order.</summary>
    internal static void RequireDefined(InnerGradient gradient)
    {
        if (!Enum.IsDefined(gradient))
        {
            throw new ArgumentOutOfRangeException(
                nameof(gradient), $"Got {(int)gradient}, expected one of {string.Join(", ", Enum.GetNames<InnerGradient>())}.");
        }
    }

    private static int Batches(int examples, int? batch)
    {
        if (batch is not { } size)
        {
            return 1;
        }

        if (size < 1 || size > examples)
        {
            throw new ArgumentOutOfRangeException(
                nameof(batch), $"An inner batch has from 1 to all {examples} examples of the support set, got {size}.");
        }

        return examples / size;
    }
}
