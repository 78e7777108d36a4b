"""What the person sees and presses: fonts, canvas, gestures and screens. Never hardware."""
