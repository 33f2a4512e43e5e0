using System.Numerics;
using System.Numerics.Tensors;
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
    private const string StatePrefix = "inner";

    private readonly int _stepSizeCount;
    private readonly int _stateCount;
    private readonly string? _only;

    /// <summary>Describes the loop.</summary>
    /// <param name="model">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="stepSize">The size of the inner steps.</param>
    /// <param name="optimizer">The rule of the inner steps; by default plain gradient descent.</param>
    /// <param name="only">The beginning of the names of those parameters that adapt, <c>"5."</c> for the sixth layer of a chain; by default all adapt.
    /// The others stay as they are and are shared by all tasks. Source: Raghu et al., Rapid learning or feature reuse?, 2020 (ANIL), where
    /// only the last layer adapts.</param>
    /// <param name="carriesState">Whether the optimizer's state is carried from task to task: it is then part of the meta-parameters, and each task
    /// begins with it. By default each task begins with an optimizer that has not taken a step. A step of Adam that knows nothing of earlier
    /// gradients has the same size in every direction; one that knows what gradients are usual makes small steps where they are small. For
    /// <see cref="Reptile{T}"/>, which moves the state as it moves the parameters.</param>
    /// <exception cref="ArgumentException">No parameter's name begins so, or step sizes are learned for parameters that don't adapt, or the
    /// optimizer that is to carry its state has none.</exception>
    public InnerLoop(
        Module<T> model, LossFunction<T> loss, InnerStepSize<T> stepSize, Optimizer<T>? optimizer = null, string? only = null, bool carriesState = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(stepSize);
        Model = model;
        Loss = loss;
        StepSize = stepSize;
        Optimizer = optimizer ?? new Sgd<T>();
        _only = only;
        _stepSizeCount = stepSize.InitialMetaParameters(model).Count;
        if (only is not null && !model.Parameters.Any(parameter => Adapts(parameter.Name)))
        {
            throw new ArgumentException(
                $"No parameter's name begins with '{only}', so nothing would adapt; the names are " +
                $"[{string.Join(", ", model.Parameters.Select(static parameter => parameter.Name))}].",
                nameof(only));
        }

        if (only is not null && _stepSizeCount > 0)
        {
            throw new ArgumentException(
                $"Learned step sizes are one for each parameter, and only those under '{only}' adapt: use a constant step size, or let all parameters adapt.",
                nameof(only));
        }

        if (carriesState)
        {
            _stateCount = InitialState(model.Initialize(0)).Count;
            if (_stateCount == 0)
            {
                throw new ArgumentException($"The optimizer '{Optimizer.Name}' has no state that could be carried from task to task.", nameof(carriesState));
            }
        }
    }

    /// <summary>Describes the loop with a loss of one task, which knows nothing of task axes: <c>(p, t)
    /// => (p - t).Square().Mean()</c>.</summary>
    /// <param name="model">The net.</param>
    /// <param name="lossOfOneTask">The loss of one task, a single number, on support and query sets.</param>
    /// <param name="stepSize">The size of the inner steps.</param>
    /// <param name="optimizer">The rule of the inner steps; by default plain gradient descent.</param>
    /// <param name="only">The beginning of the names of those parameters that adapt; by default all adapt.</param>
    /// <param name="carriesState">Whether the optimizer's state is carried from task to task.</param>
    /// <remarks>With several tasks on the task axis it is called once for each. A <see cref="LossFunction{T}"/>, which takes the number of
    /// task axes and leaves those out of its mean, is called once for all, and that is faster with many small tasks.</remarks>
    /// <exception cref="ArgumentException">No parameter's name begins so, or step sizes are learned for parameters that don't adapt, or the
    /// optimizer that is to carry its state has none.</exception>
    public InnerLoop(
        Module<T> model,
        Func<Variable<T>, Variable<T>, Variable<T>> lossOfOneTask,
        InnerStepSize<T> stepSize,
        Optimizer<T>? optimizer = null,
        string? only = null,
        bool carriesState = false)
        : this(model, LossOfOneTask.OfEach(lossOfOneTask), stepSize, optimizer, only, carriesState)
    {
    }

    /// <summary>The net.</summary>
    public Module<T> Model { get; }

    /// <summary>The loss.</summary>
    public LossFunction<T> Loss { get; }

    /// <summary>The size of the inner steps.</summary>
    public InnerStepSize<T> StepSize { get; }

    /// <summary>The rule of the inner steps.</summary>
    public Optimizer<T> Optimizer { get; }

    /// <summary>Whether the optimizer's state is part of the meta-parameters.</summary>
    public bool CarriesState => _stateCount > 0;

    /// <summary>The inner steps in words: their size, what adapts unless that is everything, and whether the optimizer's state is carried.</summary>
    public string Description
        => (_only is null ? StepSize.Description : $"{StepSize.Description} of '{_only}' only") + (CarriesState ? ", state carried" : string.Empty);

    /// <summary>Draws the initial meta-parameters: the net's parameters, the learned step sizes if there are any, and the state of an optimizer that has
    /// not taken a step if it is carried, under names that begin with <c>inner</c>.</summary>
    /// <param name="seed">The seed.</param>
    public Parameters<T> InitializeMetaParameters(ulong seed)
    {
        Parameters<T> theta = Model.Initialize(seed);
        Parameters<T> all = theta.Concat(StepSize.InitialMetaParameters(Model));
        return CarriesState ? all.Concat(InitialState(theta).Prefixed(StatePrefix)) : all;
    }

    /// <summary>Given tensors as the meta-parameters of this loop, after a check of names and shapes.</summary>
    /// <param name="parameters">The tensors, in any order.</param>
    /// <returns>The same tensors in the order of <see cref="InitializeMetaParameters"/>.</returns>
    /// <exception cref="ArgumentException">A tensor is missing, not expected, or of another shape; the message names them.</exception>
    public Parameters<T> LoadMetaParameters(Parameters<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        KeyValuePair<string, Tensor<T>>[] beside = [.. InitializeMetaParameters(0).Skip(Model.Parameters.Count)];
        HashSet<string> names = [.. beside.Select(static entry => entry.Key)];
        Parameters<T> theta = Model.Load(new(parameters.Where(entry => !names.Contains(entry.Key))));
        return theta.Concat(new(beside.Select(entry =>
        {
            Shape expected = Tensors.ShapeOf(entry.Value);
            return parameters.TryGet(entry.Key, out Tensor<T>? tensor) && Tensors.ShapeOf(tensor) == expected
                ? KeyValuePair.Create(entry.Key, tensor)
                : throw new ArgumentException(
                    $"The meta-parameters lack '{entry.Key}' of shape {expected}" +
                    (tensor is null ? "." : $"; it has shape {Tensors.ShapeOf(tensor)}."),
                    nameof(parameters));
        })));
    }

    /// <summary>The net's own part of the meta-parameters.</summary>
    /// <param name="metaParameters">What <see cref="InitializeMetaParameters"/> laid out.</param>
    /// <exception cref="ArgumentException">Their number is not that of this loop.</exception>
    public Variables<T> ModelParameters(Variables<T> metaParameters)
    {
        ArgumentNullException.ThrowIfNull(metaParameters);
        int count = Model.Parameters.Count;
        int expected = count + _stepSizeCount + _stateCount;
        if (metaParameters.Count != expected)
        {
            throw new ArgumentException(
                $"Got {metaParameters.Count} meta-parameters, expected {expected}: {count} of the net and {_stepSizeCount} learned step sizes" +
                (CarriesState ? $" and {_stateCount} of the optimizer's state" : string.Empty) +
                $", as {nameof(InitializeMetaParameters)} lays them out.",
                nameof(metaParameters));
        }

        return expected == count ? metaParameters : new(metaParameters.Take(count));
    }

    /// <summary>Adapts to the support set.</summary>
    /// <param name="metaParameters">The meta-parameters.</param>
    /// <param name="inputs">[shots, features...], or with the task axis [tasks, shots, features...].</param>
    /// <param name="targets">[shots, outputs...], with the task axis in front where there is one.</param>
    /// <param name="steps">K, the number of inner steps; zero or more.</param>
    /// <param name="hasTaskAxis">Whether the first axis of the data is the task axis; then each task gets parameters of its own, [tasks, ...].</param>
    /// <param name="gradient">What becomes of the inner gradients when the result is differentiated; exact unless said otherwise.</param>
    /// <param name="batch">How many examples each step sees: each takes the next ones and goes round the set, so that none is left out.
    /// All, by default.</param>
    /// <param name="use">When the inner gradients are not differentiated: whether their operations are dropped right away (and with a detached
    /// gradient those of the whole step), or kept on the tape because it is to become a program.</param>
    /// <returns>The parameters and support losses along the way.</returns>
    /// <exception cref="ArgumentException">There are no examples, or not as many targets as inputs.</exception>
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
        ReadOnlySpan<Variable<T>> sizes = StepSizes(metaParameters);
        int exampleAxis = hasTaskAxis ? 1 : 0;
        TaskSets.Require("support", inputs.Shape, targets.Shape, exampleAxis);
        InnerBatches batches = InnerBatches.Of(inputs.Shape[exampleAxis], batch);
        if (gradient == InnerGradient.Detached)
        {
            theta = theta.Detach();
        }

        if (hasTaskAxis)
        {
            theta = OfEachTask(theta, inputs.Shape[0]);
        }

        Tape<T> tape = inputs.Tape;
        int previous = tape.Count;
        OptimizerState<T> state = InitialState(theta, metaParameters);
        if (gradient == InnerGradient.Detached)
        {
            state = state.Detach();
        }

        List<Variables<T>> parameters = [theta];
        List<Variable<T>> losses = [];
        for (int step = 0; step < steps; step++)
        {
            int before = tape.Count;
            Variable<T> x = batches.Take(inputs, exampleAxis, step);
            Variable<T> y = batches.Take(targets, exampleAxis, step);
            (theta, state, Variable<T> loss) = Step(theta, state, sizes, x, y, step, exampleAxis, gradient, use);
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
                            .. state.Values,
                        ]);
                    previous = before;
                }
            }

            losses.Add(loss);
            parameters.Add(theta);
        }

        return new(parameters, losses, state);
    }

    /// <summary>The pass of a query set after some inner steps. Layers with values for each inner step use those of the last step taken: query loss n is
    /// measured with what step n - 1 was taken with.</summary>
    internal static Pass<T> QueryPass(int steps) => PassAt(Math.Max(0, steps - 1));

    /// <summary>The pass of an inner step. It brings no masks and says so where a layer asks for one.</summary>
    internal static Pass<T> PassAt(int step) => Pass<T>.Evaluation.AtInnerStep(step).RefusingDropout();

    /// <summary>One step of the loop.</summary>
    /// <param name="theta">The net's parameters before the step.</param>
    /// <param name="state">The optimizer's state before the step.</param>
    /// <param name="sizes">The learned step sizes, if there are any.</param>
    /// <param name="inputs">The inputs that the step sees.</param>
    /// <param name="targets">Their targets.</param>
    /// <param name="step">The number of the step, from 0.</param>
    /// <param name="taskAxes">How many leading axes of the data are task axes: 0 or 1.</param>
    /// <param name="gradient">What becomes of the inner gradient.</param>
    /// <param name="use">As in <see cref="Adapt"/>.</param>
    /// <returns>Parameters and state after the step, and the loss before it.</returns>
    internal (Variables<T> Theta, OptimizerState<T> State, Variable<T> Loss) Step(
        Variables<T> theta,
        OptimizerState<T> state,
        ReadOnlySpan<Variable<T>> sizes,
        Variable<T> inputs,
        Variable<T> targets,
        int step,
        int taskAxes,
        InnerGradient gradient,
        DerivativeUse use)
    {
        Tape<T> tape = inputs.Tape;
        Variable<T> loss = LossAt(theta, inputs, targets, taskAxes, PassAt(step));

        // The losses of different tasks share no parameter that adapts, so the gradient of their sum is each task's own gradient.
        Variable<T> total = taskAxes == 1 ? loss.Sum() : loss;
        Variables<T> adapting = Adapting(theta);
        Variables<T> inner = gradient == InnerGradient.Exact
            ? tape.Gradient(total, adapting)
            : tape.Gradient(total, adapting, use).Detach();
        (adapting, state) = Optimizer.Step(adapting, inner, state, StepSize.At(adapting, sizes, step));
        theta = _only is null ? adapting
            : new(theta.Select(entry => KeyValuePair.Create(entry.Key, adapting.TryGet(entry.Key, out Variable<T> adapted) ? adapted : entry.Value)));
        return (theta, state, loss);
    }

    /// <summary>The parameters with a task axis in front of those that adapt.</summary>
    internal Variables<T> OfEachTask(Variables<T> theta, int tasks)
        => new(theta.Select(entry => KeyValuePair.Create(
            entry.Key, Adapts(entry.Key) ? entry.Value.BroadcastTo(entry.Value.Shape.Prepend(tasks)) : entry.Value)));

    /// <summary>The optimizer's state before the first step on a task: that which is carried, for each task once, or that of an optimizer that has not
    /// taken a step.</summary>
    /// <param name="theta">The parameters before the first step, with a task axis where they adapt to several tasks.</param>
    /// <param name="metaParameters">The meta-parameters.</param>
    internal OptimizerState<T> InitialState(Variables<T> theta, Variables<T> metaParameters)
    {
        OptimizerState<T> fresh = Optimizer.InitialState(Adapting(theta));
        return CarriesState ? fresh.WithValues(CarriedState(metaParameters)) : fresh;
    }

    /// <summary>The learned step sizes among the meta-parameters.</summary>
    internal ReadOnlySpan<Variable<T>> StepSizes(Variables<T> metaParameters)
        => metaParameters.Values.Slice(Model.Parameters.Count, _stepSizeCount);

    /// <summary>The carried state among the meta-parameters: moments, then numbers.</summary>
    internal ReadOnlySpan<Variable<T>> CarriedState(Variables<T> metaParameters) => metaParameters.Values[^_stateCount..];

    /// <summary>Whether a parameter of the net adapts.</summary>
    internal bool Adapts(string parameter) => _only is null || parameter.StartsWith(_only, StringComparison.Ordinal);

    /// <summary>Those of the parameters that adapt.</summary>
    internal Variables<T> Adapting(Variables<T> theta) => _only is null ? theta : new(theta.Where(entry => Adapts(entry.Key)));

    /// <summary>The loss of given parameters on a data set: a single number, or [tasks].</summary>
    /// <exception cref="ArgumentException">The loss function gave another shape.</exception>
    internal Variable<T> LossAt(Variables<T> parameters, Variable<T> inputs, Variable<T> targets, int taskAxes, Pass<T> pass)
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

    private Parameters<T> InitialState(Parameters<T> theta) => Optimizer.InitialState(new Parameters<T>(theta.Where(entry => Adapts(entry.Key))));
}
