namespace AutogradMaml.Nn.Tests.Catalogue;

/// <summary>One example and what a loss and its derivatives are there.</summary>
/// <param name="Prediction">The outputs.</param>
/// <param name="Target">The targets.</param>
/// <param name="Value">The loss.</param>
/// <param name="Gradient">Its gradient by the outputs.</param>
/// <param name="Curvature">The first row of its Hessian.</param>
internal sealed record LossPoint(double[] Prediction, double[] Target, double Value, double[] Gradient, double[] Curvature);
