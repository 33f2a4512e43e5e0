namespace AutogradMaml.Autograd;

/// <content>The derivatives: sweeps over the list, in both directions.</content>
public sealed partial class Tape<T>
{
    /// <summary>The gradient of a scalar by one variable: d loss / d input, in the shape of the input.</summary>
    /// <param name="loss">A single number on this tape.</param>
    /// <param name="input">The variable to differentiate by; what the loss does not depend on has gradient zero.</param>
    /// <param name="use">Whether the gradient may be differentiated again (the default) or only its value is wanted.</param>
    /// <returns>The gradient, on this tape.</returns>
    /// <exception cref="ArgumentException">The loss is not a single number, or a variable is of another tape.</exception>
    /// <remarks>Cost: at most a small constant times that of the loss, whatever the number of inputs (reverse mode). The total
    /// derivative is meant: when one input depends on another, the path through it counts for the other.</remarks>
    public Variable<T> Gradient(Variable<T> loss, Variable<T> input, DerivativeUse use = DerivativeUse.Differentiable)
        => Gradient(loss, [input], use)[0];

    /// <summary>The gradients of a scalar by several variables, in one sweep.</summary>
    /// <param name="loss">A single number on this tape.</param>
    /// <param name="inputs">The variables to differentiate by.</param>
    /// <param name="use">Whether the gradients may be differentiated again (the default) or only their values are wanted.</param>
    /// <returns>The gradients, in the order of the inputs.</returns>
    /// <exception cref="ArgumentException">The loss is not a single number, or a variable is of another tape.</exception>
    public Variable<T>[] Gradient(Variable<T> loss, ReadOnlySpan<Variable<T>> inputs, DerivativeUse use = DerivativeUse.Differentiable)
    {
        Shape shape = _slots[IndexOf(loss)].Shape;
        if (shape.ElementCount != 1)
        {
            throw new ArgumentException(
                $"Gradient takes a loss that is a single number, got shape {shape}: reduce it with Sum() or Mean(), or give its cotangent to " +
                "VectorJacobianProduct, or ask for the Jacobian.",
                nameof(loss));
        }

        int start = _count;
        try
        {
            return Reverse(loss, Ones(shape), inputs, use);
        }
        catch
        {
            Truncate(start);
            throw;
        }
    }

    /// <summary>The gradients of a scalar by a named set of variables, in one sweep.</summary>
    /// <param name="loss">A single number on this tape.</param>
    /// <param name="inputs">The variables to differentiate by.</param>
    /// <param name="use">Whether the gradients may be differentiated again (the default) or only their values are wanted.</param>
    /// <returns>The gradients, under the names of the inputs.</returns>
    public Variables<T> Gradient(Variable<T> loss, Variables<T> inputs, DerivativeUse use = DerivativeUse.Differentiable)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs.WithValues(Gradient(loss, inputs.Values, use));
    }

    /// <summary>The value and the gradient of a function at a point.</summary>
    /// <param name="function">From a variable to a single number on the same tape.</param>
    /// <param name="point">The point, on this tape.</param>
    /// <param name="use">Whether the gradient may be differentiated again (the default) or only its value is wanted.</param>
    public (Variable<T> Value, Variable<T> Gradient) ValueAndGradient(
        Func<Variable<T>, Variable<T>> function,
        Variable<T> point,
        DerivativeUse use = DerivativeUse.Differentiable)
    {
        ArgumentNullException.ThrowIfNull(function);
        Variable<T> value = function(point);
        return (value, Gradient(value, point, use));
    }

    /// <summary>The vector-Jacobian product J' v, with J = d output / d input: one reverse sweep.</summary>
    /// <param name="output">The output, of any shape.</param>
    /// <param name="cotangent">The vector v, in the shape of the output.</param>
    /// <param name="input">The variable to differentiate by.</param>
    /// <param name="use">Whether the product may be differentiated again (the default) or only its value is wanted.</param>
    /// <returns>The product, in the shape of the input.</returns>
    public Variable<T> VectorJacobianProduct(
        Variable<T> output, Variable<T> cotangent, Variable<T> input, DerivativeUse use = DerivativeUse.Differentiable)
        => VectorJacobianProduct(output, cotangent, [input], use)[0];

    /// <summary>The vector-Jacobian products by several variables, in one reverse sweep.</summary>
    /// <param name="output">The output, of any shape.</param>
    /// <param name="cotangent">The vector v, in the shape of the output.</param>
    /// <param name="inputs">The variables to differentiate by.</param>
    /// <param name="use">Whether the products may be differentiated again (the default) or only their values are wanted.</param>
    /// <returns>The products, in the order and shapes of the inputs.</returns>
    public Variable<T>[] VectorJacobianProduct(
        Variable<T> output, Variable<T> cotangent, ReadOnlySpan<Variable<T>> inputs, DerivativeUse use = DerivativeUse.Differentiable)
    {
        RequireSameShape(_slots[IndexOf(output)].Shape, _slots[IndexOf(cotangent)].Shape, "cotangent", "output");
        return Reverse(output, cotangent, inputs, use);
    }

    /// <summary>The Jacobian-vector product J u, with J = d output / d input: one forward sweep.</summary>
    /// <param name="output">The output, of any shape.</param>
    /// <param name="input">The variable to differentiate by.</param>
    /// <param name="tangent">The vector u, in the shape of the input.</param>
    /// <param name="use">Whether the product may be differentiated again (the default) or only its value is wanted.</param>
    /// <returns>The product, in the shape of the output.</returns>
    public Variable<T> JacobianVectorProduct(
        Variable<T> output, Variable<T> input, Variable<T> tangent, DerivativeUse use = DerivativeUse.Differentiable)
        => JacobianVectorProduct([output], [input], [tangent], use)[0];

    /// <summary>The Jacobian-vector products of several outputs along one direction in several inputs, in one forward sweep.</summary>
    /// <param name="outputs">The outputs, of any shapes.</param>
    /// <param name="inputs">The variables to differentiate by.</param>
    /// <param name="tangents">The direction: one vector per input, in its shape.</param>
    /// <param name="use">Whether the products may be differentiated again (the default) or only their values are wanted.</param>
    /// <returns>The products, in the order and shapes of the outputs.</returns>
    public Variable<T>[] JacobianVectorProduct(
        ReadOnlySpan<Variable<T>> outputs,
        ReadOnlySpan<Variable<T>> inputs,
        ReadOnlySpan<Variable<T>> tangents,
        DerivativeUse use = DerivativeUse.Differentiable)
    {
        if (inputs.Length != tangents.Length)
        {
            throw new ArgumentException($"Got {tangents.Length} tangents for {inputs.Length} inputs, expected one each.", nameof(tangents));
        }

        int[] outputNodes = Indices(outputs);
        int[] inputNodes = Indices(inputs);
        int[] tangentNodes = Indices(tangents);
        for (int k = 0; k < inputNodes.Length; k++)
        {
            RequireSameShape(_slots[inputNodes[k]].Shape, _slots[tangentNodes[k]].Shape, "tangent", "input");
        }

        int start = _count;
        try
        {
            int[] results = new ForwardSweep<T>(this, outputNodes, inputNodes).Run(outputNodes, inputNodes, tangentNodes);
            return Finish(results, start, [.. outputNodes, .. inputNodes, .. tangentNodes], use);
        }
        catch
        {
            Truncate(start);
            throw;
        }
    }

    /// <summary>The Hessian-vector product H v of a scalar, forward over reverse: the derivative of the gradient along v.</summary>
    /// <param name="loss">A single number on this tape.</param>
    /// <param name="input">The variable to differentiate by.</param>
    /// <param name="vector">The vector v, in the shape of the input.</param>
    /// <param name="use">Whether the product may be differentiated again (the default) or only its value is wanted.</param>
    /// <returns>The product, in the shape of the input.</returns>
    /// <remarks>Costs a small constant times the loss; the Hessian is never formed. Source: B. A. Pearlmutter, Fast exact multiplication
    /// by the Hessian, 1994.</remarks>
    public Variable<T> HessianVectorProduct(
        Variable<T> loss, Variable<T> input, Variable<T> vector, DerivativeUse use = DerivativeUse.Differentiable)
        => HessianVectorProduct(loss, [input], [vector], use)[0];

    /// <summary>The Hessian-vector product of a scalar in several inputs taken together.</summary>
    /// <param name="loss">A single number on this tape.</param>
    /// <param name="inputs">The variables to differentiate by.</param>
    /// <param name="vectors">The vector: one part per input, in its shape.</param>
    /// <param name="use">Whether the product may be differentiated again (the default) or only its value is wanted.</param>
    /// <returns>The product: one part per input.</returns>
    public Variable<T>[] HessianVectorProduct(
        Variable<T> loss,
        ReadOnlySpan<Variable<T>> inputs,
        ReadOnlySpan<Variable<T>> vectors,
        DerivativeUse use = DerivativeUse.Differentiable)
    {
        // The gradient itself must be differentiable here, whatever becomes of the product.
        int start = _count;
        try
        {
            Variable<T>[] gradient = Gradient(loss, inputs);
            Variable<T>[] product = JacobianVectorProduct(gradient, inputs, vectors);
            return Finish(Indices(product), start, [loss.Index, .. Indices(inputs), .. Indices(vectors)], use);
        }
        catch
        {
            Truncate(start);
            throw;
        }
    }

    /// <summary>The Hessian-vector product of a scalar in a named set of variables.</summary>
    /// <param name="loss">A single number on this tape.</param>
    /// <param name="inputs">The variables to differentiate by.</param>
    /// <param name="vector">The vector, under the same names.</param>
    /// <param name="use">Whether the product may be differentiated again (the default) or only its value is wanted.</param>
    public Variables<T> HessianVectorProduct(
        Variable<T> loss, Variables<T> inputs, Variables<T> vector, DerivativeUse use = DerivativeUse.Differentiable)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(vector);
        inputs.RequireSameNames(vector);
        return inputs.WithValues(HessianVectorProduct(loss, inputs.Values, vector.Values, use));
    }

    /// <summary>The Jacobian d output / d input, by as many sweeps as the smaller side has elements.</summary>
    /// <param name="output">The output, of any shape.</param>
    /// <param name="input">The variable to differentiate by.</param>
    /// <param name="use">Whether the Jacobian may be differentiated again (the default) or only its value is wanted.</param>
    /// <returns>The Jacobian, with the axes of the output followed by those of the input.</returns>
    public Variable<T> Jacobian(Variable<T> output, Variable<T> input, DerivativeUse use = DerivativeUse.Differentiable)
    {
        int start = _count;
        Shape outputShape = _slots[IndexOf(output)].Shape;
        Shape inputShape = _slots[IndexOf(input)].Shape;
        Shape shape = Shape.Create([.. outputShape.Sizes, .. inputShape.Sizes]);
        if (shape.ElementCount == 0)
        {
            return Zeros(shape);
        }

        try
        {
            bool byRows = outputShape.ElementCount <= inputShape.ElementCount;
            Shape varied = byRows ? outputShape : inputShape;
            var parts = new Variable<T>[varied.ElementCount];
            var unit = new T[varied.ElementCount];
            for (int k = 0; k < parts.Length; k++)
            {
                unit[k] = T.One;
                Variable<T> direction = Constant(unit, varied);
                unit[k] = T.Zero;
                parts[k] = byRows
                    ? VectorJacobianProduct(output, direction, input, use).Shaped([inputShape.ElementCount])
                    : JacobianVectorProduct(output, input, direction, use).Shaped([outputShape.ElementCount]);
            }

            Variable<T> stacked = Variable.Stack(parts, axis: 0);
            Variable<T> jacobian = (byRows ? stacked : stacked.Transpose()).Shaped(shape);
            return Finish([jacobian.Index], start, [output.Index, input.Index], use)[0];
        }
        catch
        {
            Truncate(start);
            throw;
        }
    }

    /// <summary>The Hessian of a scalar: the Jacobian of its gradient.</summary>
    /// <param name="loss">A single number on this tape.</param>
    /// <param name="input">The variable to differentiate by.</param>
    /// <param name="use">Whether the Hessian may be differentiated again (the default) or only its value is wanted.</param>
    /// <returns>The Hessian, with the axes of the input twice.</returns>
    /// <remarks>Costs one gradient and one forward or reverse sweep over it for each element of the input; prefer
    /// <see cref="HessianVectorProduct(Variable{T}, Variable{T}, Variable{T}, DerivativeUse)"/> where a product will do.</remarks>
    public Variable<T> Hessian(Variable<T> loss, Variable<T> input, DerivativeUse use = DerivativeUse.Differentiable)
    {
        int start = _count;
        try
        {
            Variable<T> hessian = Jacobian(Gradient(loss, input), input, use);
            return Finish([hessian.Index], start, [loss.Index, input.Index], use)[0];
        }
        catch
        {
            Truncate(start);
            throw;
        }
    }

    private Variable<T>[] Reverse(Variable<T> output, Variable<T> cotangent, ReadOnlySpan<Variable<T>> inputs, DerivativeUse use)
    {
        int[] inputNodes = Indices(inputs);
        if (inputNodes.Length == 0)
        {
            return [];
        }

        int[] outputNodes = [IndexOf(output)];
        int[] cotangentNodes = [IndexOf(cotangent)];
        int start = _count;
        try
        {
            int[] results = new ReverseSweep<T>(this, outputNodes, inputNodes, use).Run(outputNodes, cotangentNodes, inputNodes);
            return Finish(results, start, [.. outputNodes, .. inputNodes, .. cotangentNodes], use);
        }
        catch
        {
            Truncate(start);
            throw;
        }
    }

    /// <summary>The vector-Jacobian product of the segment recorded from a place on, with everything before it taken as independent.</summary>
    internal Variable<T>[] SegmentVjp(int from, Variable<T> output, Variable<T> cotangent, ReadOnlySpan<Variable<T>> inputs)
    {
        int[] inputNodes = Indices(inputs);
        int[] outputNodes = [IndexOf(output)];
        ReverseSweep<T> sweep = new(this, outputNodes, inputNodes, DerivativeUse.Differentiable, from);
        return Array.ConvertAll(sweep.Run(outputNodes, [IndexOf(cotangent)], inputNodes), At);
    }

    /// <summary>The Jacobian-vector product of the segment recorded from a place on, with everything before it taken as independent.</summary>
    internal Variable<T> SegmentJvp(int from, Variable<T> output, ReadOnlySpan<Variable<T>> inputs, ReadOnlySpan<Variable<T>> tangents)
    {
        int[] inputNodes = Indices(inputs);
        int[] outputNodes = [IndexOf(output)];
        return At(new ForwardSweep<T>(this, outputNodes, inputNodes, from).Run(outputNodes, inputNodes, Indices(tangents))[0]);
    }

    // A final result is a function of all it was computed from, the cotangent or tangent included: a sweep that comes from any of them
    // must find it. A sweep that throws takes back what it recorded (Truncate), so that the tape can be used on.
    private Variable<T>[] Finish(int[] results, int start, int[] dependencies, DerivativeUse use)
    {
        if (use == DerivativeUse.Final)
        {
            return KeepOnly(start, results, dependencies, FinalResult<T>.Instance);
        }

        // Each result is a node of its own: none that was there before, no other result, and none that another one was computed from. Otherwise what the
        // derivative by it means would depend on what the rules had to do.
        int read = start < _count ? _nodes[start].InputStart : _inputCount;
        int end = _inputCount;
        var variables = new Variable<T>[results.Length];
        for (int k = 0; k < results.Length; k++)
        {
            int result = results[k];
            bool isOwn = result >= start && results.AsSpan().Count(result) == 1 && !_inputs.AsSpan(read..end).Contains(result);
            variables[k] = isOwn ? At(result) : At(result).Unchanged();
        }

        return variables;
    }

    private int[] Indices(ReadOnlySpan<Variable<T>> variables)
    {
        var indices = new int[variables.Length];
        for (int k = 0; k < indices.Length; k++)
        {
            indices[k] = IndexOf(variables[k]);
        }

        return indices;
    }

    private static void RequireSameShape(Shape expected, Shape got, string what, string of)
    {
        if (expected != got)
        {
            throw new ArgumentException($"The {what} has shape {got}, expected {expected}, the shape of the {of}.", what);
        }
    }
}
